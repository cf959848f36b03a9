import { ClienteleError } from "../../../kernel/index.js";
import type { CustomerSummary, PurchaseColumns } from "../../../models/index.js";
import { logGamma, logGammaRatio } from "../../../statistics/internal.js";
import { betaGeometricRow } from "../beta-geometric/beta-geometric-likelihood.js";
import { bgBbRow } from "../discrete/bg-bb.js";
import { parametersAt } from "../beta-geometric/bg-nbd.js";
import { checkModel } from "../model/clv-model.js";
import { type PurchaseModel, unknownModel } from "./clv-scores.js";
import { paretoRow } from "../pareto-nbd/pareto-likelihood.js";
import { paretoParametersAt } from "../pareto-nbd/pareto-nbd.js";
import { type CustomerOrColumns, scoreRows } from "../../summary/score-rows.js";

/**
 * Returns the log-likelihood of (x, t_x) under a model, without combinatorial factors: of a customer, or the weighted total of columns.
 *
 * @param model - a purchase model
 * @param input - a customer, or a population as columns; a model with k > 1 needs `logGaps`
 * @throws ClienteleError `invalid_summary`, `invalid_model`, `mismatched_units`, `missing_covariate`
 * @see the papers of each model
 * @example
 * const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
 * logLikelihood(model, { frequency: 2, recency: 30.43, age: 38.86 }) // => -9.45860630707
 */
export function logLikelihood(model: PurchaseModel, input: CustomerOrColumns): number {
  const row = rowLikelihood(model, input);
  const { frequency } = input;
  if (typeof frequency === "number") return scoreRows(input as CustomerSummary, model.unit, row);
  const columns = input as PurchaseColumns;
  const rows = scoreRows(columns, model.unit, row);
  let total = 0;
  for (let index = 0; index < rows.length; index++) total += (columns.weight?.[index] ?? 1) * rows[index]!;
  return total;
}

function rowLikelihood(
  model: PurchaseModel,
  input: CustomerOrColumns,
): (x: number, tx: number, T: number, row: number) => number {
  checkModel(model, model.kind);
  switch (model.kind) {
    case "bg-nbd":
    case "mbg-nbd":
    case "bg-cnbd":
    case "mbg-cnbd": {
      const first = model.kind === "mbg-nbd" || model.kind === "mbg-cnbd" ? 1 : 0;
      const k = model.kind === "bg-cnbd" || model.kind === "mbg-cnbd" ? model.parameters.k : 1;
      const at = parametersAt(model, input);
      return (x, tx, T, row) => {
        const { r, alpha, a, b } = at(row);
        const timing = betaGeometricRow([r, alpha, a, b], { first, k }, x, tx, T);
        return k === 1 || x === 0 ? timing : timing + (k - 1) * gapsOf(input, row) - x * logGamma(k);
      };
    }
    case "pareto-nbd": {
      const at = paretoParametersAt(model, input);
      return (x, tx, T, row) => {
        const { r, alpha, s, beta } = at(row);
        return paretoRow([r, alpha, s, beta], x, tx, T);
      };
    }
    case "nbd": {
      const { r, alpha } = model.parameters;
      return (x, _recency, T) => (x === 0 ? 0 : logGammaRatio(r, x)) - r * Math.log1p(T / alpha) - x * Math.log(alpha + T);
    }
    case "bg-bb": {
      const { alpha, beta, gamma, delta } = model.parameters;
      return (x, tx, n) => bgBbRow([alpha, beta, gamma, delta], x, tx, n);
    }
    default:
      throw unknownModel(model);
  }
}

/** Returns Σ ln gap of one customer of a row. A merged row has the sum over its customers. */
function gapsOf(input: CustomerOrColumns, row: number): number {
  const column: number | Float64Array | undefined = input.logGaps;
  const weight = typeof column === "object" ? ((input as PurchaseColumns).weight?.[row] ?? 1) : 1;
  const value = typeof column === "object" ? column[row]! / weight : column;
  if (value !== undefined && Number.isFinite(value)) return value;
  throw new ClienteleError(
    "invalid_summary",
    `\`logGaps[${row}]\` must be a finite number for a model with k above 1, got ${String(value)}.`,
    {
      column: "logGaps",
      row,
      value,
    },
  );
}
