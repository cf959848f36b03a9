import { ClienteleError } from "../../kernel/index.js";
import { aPositiveNumber, invalidOption, oneOf, type OptionKind, optionsOf, requireOption } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { requireLength } from "../linear/matrix.js";

/** Weight of each class in a fit: numbers, or `"balanced"` to give each class half of the total weight. */
export type ClassWeight = "balanced" | { readonly negative: number; readonly positive: number };

const CLASS_WEIGHTS = optionsOf<Exclude<ClassWeight, string>>({ negative: aPositiveNumber, positive: aPositiveNumber });

/** Kind of the option `classWeight`. */
export const aClassWeight: OptionKind = {
  expected: '"balanced", or an object with `negative` and `positive`',
  accepts: (value) => typeof value === "string" || CLASS_WEIGHTS.accepts(value),
  inside: (value: never, path: string) => {
    if (typeof value === "string") oneOf(["balanced"]).inside?.(value, path);
    else {
      CLASS_WEIGHTS.inside?.(value, path);
      for (const name of ["negative", "positive"]) requireOption(`${path}.${name}`, value[name], aPositiveNumber);
    }
  },
};

/** Number of rows of each class: an outcome is 1 (the event happened) or 0. */
export interface ClassCounts {
  readonly positives: number;
  readonly negatives: number;
}

/** Counts the rows of each class; throws unless every outcome is 0 or 1 and both occur. Rows of weight 0 do not count. */
export function requireBothClasses(outcomes: ArrayLike<number>, rows: number, weight?: ArrayLike<number>): ClassCounts {
  requireLength(outcomes, rows);
  if (weight !== undefined) requireLength(weight, rows);
  let positives = 0;
  let counted = 0;
  for (let row = 0; row < rows; row++) {
    const outcome = outcomes[row];
    if (outcome !== 0 && outcome !== 1) throw outsideDomain(`outcomes[${row}]`, outcome, "0 or 1");
    const own = weight === undefined ? 1 : weight[row]!;
    if (!(own >= 0 && own < Infinity)) throw invalidOption(`weight[${row}]`, own, "a finite number of at least 0");
    if (own === 0) continue;
    counted++;
    positives += outcome;
  }
  if (positives === 0 || positives === counted)
    throw new ClienteleError(
      "one_class_only",
      counted === 0
        ? "There is no row with a weight."
        : `Every outcome is ${positives === 0 ? 0 : 1}, both 0 and 1 must occur. Check the label column and the length of its window.`,
      { rows: counted, positives },
    );
  return { positives, negatives: counted - positives };
}

/** Weight of each row, and of each class (negative, positive). */
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
  return [option.negative, option.positive];
}
