import { ClienteleError } from "../../kernel/index.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/** How much each class counts in a fit: numbers, or `"balanced"` for half of the weight each. */
export type ClassWeight = "balanced" | { readonly negative: number; readonly positive: number };

/** How many rows of each class there are; a row is 1 (it happened) or 0. */
export interface ClassCounts {
  readonly positives: number;
  readonly negatives: number;
}

/** Counts the classes; throws unless both occur and nothing else does. Rows without weight do not count. */
export function requireBothClasses(outcomes: ArrayLike<number>, rows: number, weight?: ArrayLike<number>): ClassCounts {
  requireLength(outcomes, rows);
  if (weight !== undefined) requireLength(weight, rows);
  let positives = 0;
  let counted = 0;
  for (let row = 0; row < rows; row++) {
    const outcome = outcomes[row];
    if (outcome !== 0 && outcome !== 1) throw outsideDomain(`outcomes[${row}]`, outcome, "0 or 1");
    const own = weight === undefined ? 1 : weight[row]!;
    if (!(own >= 0 && own < Infinity)) throw outsideDomain(`weight[${row}]`, own, "finite and not negative");
    if (own === 0) continue;
    counted++;
    positives += outcome;
  }
  if (positives === 0 || positives === counted)
    throw new ClienteleError(
      "one_class_only",
      counted === 0
        ? "There are no rows to learn from."
        : `Every outcome is ${positives === 0 ? 0 : 1}: there is nothing to tell apart.`,
      { rows: counted, positives },
    );
  return { positives, negatives: counted - positives };
}

/** The weight of each row, and of each class (negative, positive). */
export function trainingWeights(
  outcomes: ArrayLike<number>,
  weight: ArrayLike<number> | undefined,
  classWeight: ClassWeight | undefined,
): { readonly rows: Float64Array; readonly classes: readonly [number, number] } {
  const rows = new Float64Array(outcomes.length).fill(1);
  if (weight !== undefined) rows.set(weight);
  const classes = classWeights(outcomes, rows, classWeight);
  return { rows, classes };
}

function classWeights(outcomes: ArrayLike<number>, weight: Float64Array, option: ClassWeight | undefined): [number, number] {
  if (option === undefined) return [1, 1];
  if (option === "balanced") {
    let total = 0;
    let positive = 0;
    for (let row = 0; row < weight.length; row++) {
      total += weight[row]!;
      if (outcomes[row] === 1) positive += weight[row]!;
    }
    return [total / (2 * (total - positive)), total / (2 * positive)];
  }
  for (const name of ["negative", "positive"] as const)
    if (!(option[name] > 0 && option[name] < Infinity))
      throw outsideDomain(`classWeight.${name}`, option[name], "a positive finite number");
  return [option.negative, option.positive];
}
