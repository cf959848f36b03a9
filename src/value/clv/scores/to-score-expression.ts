import { ClienteleError } from "../../../kernel/index.js";
import { aNumber, requireOption } from "../../../kernel/internal.js";
import type { ScoreCondition, ScoreExpression } from "../../../rules/index.js";
import type { BgNbdModel } from "../beta-geometric/bg-nbd.js";
import type { PurchaseModel } from "./clv-scores.js";
import { checkModel } from "../model/clv-model.js";
import type { MbgNbdModel } from "../beta-geometric/mbg-nbd.js";
import type { RfmThresholds } from "../../rfm/rfm-scores.js";

const input = (name: string): ScoreExpression => ({ kind: "input", name });
const number = (value: number): ScoreExpression => ({ kind: "number", value });
const add = (...of: ScoreExpression[]): ScoreExpression => ({ kind: "add", of });
const divide = (left: ScoreExpression, right: ScoreExpression): ScoreExpression => ({ kind: "divide", left, right });

/**
 * Translates P(alive) to an expression for `scoreToSql`, so that a database computes the same number as `probabilityAlive`. Inputs:
 * `frequency`, `recency` and `age` in the unit of the model, one row per customer.
 *
 * BG/NBD and MBG/NBD need only powers and ratios, and under NBD no customer leaves. Other models are refused instead of approximated:
 * Pareto/NBD needs ₂F₁, which databases do not have, and a quadrature needs more than 100 nodes per row for an error of 1e-9 when α and
 * β differ by orders of magnitude; BG/BB and CNBD-k need sums whose length depends on the customer. Score those models in memory, and
 * write the column to the database.
 *
 * @param model - BG/NBD, MBG/NBD or NBD, without covariates
 * @throws ClienteleError `not_expressible` for another model or one with covariates; `invalid_model`
 * @see Fader, Hardie (2008), Computing P(alive) using the BG/NBD model; Batislam, Denizel, Filiztekin (2007), eq. (5)
 * @example
 * const model = { kind: "bg-nbd" as const, version: 1 as const, unit: "week" as const, parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } };
 * toScoreExpression(model).kind // => "if"
 */
export function toScoreExpression(model: PurchaseModel): ScoreExpression {
  const { kind } = model;
  if (kind === "nbd") {
    checkModel(model, kind);
    return { kind: "if", when: { is: "missing", of: input("frequency") }, then: input("frequency"), else: number(1) };
  }
  if (kind !== "bg-nbd" && kind !== "mbg-nbd")
    throw notExpressible(kind, "its P(alive) is not an expression of powers and ratios");
  if (model.covariates !== undefined) throw notExpressible(kind, "it has covariates");
  return probabilityAliveExpression(model);
}

function probabilityAliveExpression(model: BgNbdModel | MbgNbdModel): ScoreExpression {
  checkModel(model, model.kind);
  const { r, alpha, a, b } = model.parameters;
  const [x, tx, T] = [input("frequency"), input("recency"), input("age")];
  const first = model.kind === "mbg-nbd" ? 0 : 1;
  // 1 / (1 + e^u) with the log-odds u that the customer left, as in memory: no power overflows
  const ratio = divide(add(number(alpha), T), add(number(alpha), tx));
  const logOddsGone = add(
    { kind: "ln", of: divide(number(a), add(number(b - first), x)) },
    { kind: "multiply", of: [add(number(r), x), { kind: "ln", of: ratio }] },
  );
  const alive: ScoreExpression = { kind: "logistic", of: { kind: "negate", of: logOddsGone } };
  if (first === 0) return alive;
  const once: ScoreCondition = { is: "equals", left: x, right: number(0) };
  return { kind: "if", when: once, then: number(1), else: alive };
}

/**
 * Translates RFM scores to expressions for `scoreToSql`: thresholds as nested conditions. Inputs: `sinceLast` in the unit of the
 * thresholds, `transactions`, and `revenue` in minor units.
 *
 * @param thresholds - fixed thresholds, such as those of `rfmScores`
 * @returns an expression for each measure; the score of a missing input is missing
 * @throws ClienteleError `invalid_option` for a bound that is not a finite number
 * @example
 * const thresholds = { recency: [30], frequency: [1], monetary: [5000], unit: "day" as const };
 * Object.keys(rfmScoreExpressions(thresholds)) // => ["recency", "frequency", "monetary"]
 */
export function rfmScoreExpressions(
  thresholds: RfmThresholds,
): Readonly<Record<"recency" | "frequency" | "monetary", ScoreExpression>> {
  const { recency, frequency, monetary } = thresholds;
  const bins = recency.length + 1;
  return {
    recency: binExpression("sinceLast", recency, (bin) => bins - bin),
    frequency: binExpression("transactions", frequency, (bin) => bin + 1),
    monetary: binExpression("revenue", monetary, (bin) => bin + 1),
  };
}

/** Returns the score of the first bound that a value does not exceed. */
function binExpression(name: string, bounds: readonly number[], scoreOf: (bin: number) => number): ScoreExpression {
  const value = input(name);
  const last = number(scoreOf(bounds.length));
  const score = bounds.reduceRight<ScoreExpression>((rest, bound, bin) => {
    requireOption(`thresholds[${bin}]`, bound, aNumber());
    const when: ScoreCondition = { is: "atMost", left: value, right: number(bound) };
    return { kind: "if", when, then: number(scoreOf(bin)), else: rest };
  }, last);
  // a comparison with a missing value is false, and would give the last bin
  return { kind: "if", when: { is: "missing", of: value }, then: value, else: score };
}

/**
 * Translates the share of the total revenue to an expression for `scoreToSql`. Input: `revenue` in minor units.
 *
 * @param totalRevenue - of the population, in minor units: `contribution(…).totalRevenue`
 * @throws ClienteleError `no_positive_total`
 * @example
 * contributionExpression(200).kind // => "divide"
 */
export function contributionExpression(totalRevenue: number): ScoreExpression {
  if (!(totalRevenue > 0 && totalRevenue < Infinity)) {
    const message = `Shares need a positive total, got ${String(totalRevenue)}. Check the refunds of the period.`;
    throw new ClienteleError("no_positive_total", message, { total: totalRevenue });
  }
  return divide(input("revenue"), number(totalRevenue));
}

function notExpressible(kind: string, reason: string): ClienteleError<"not_expressible"> {
  const message = `The model "${kind}" cannot be scored in a database: ${reason}. Score it in memory.`;
  return new ClienteleError("not_expressible", message, { model: kind, reason });
}
