import { ClienteleError } from "../../kernel/index.js";
import type { LogisticDesign } from "./logistic-design.js";

/**
 * Throws when one column alone separates the classes, completely or except for ties: the likelihood then has no maximum. The
 * usual case is a level of a category in which all customers left, or none.
 */
export function refuseSeparatingColumns(design: LogisticDesign, outcomes: ArrayLike<number>, weight: Float64Array): void {
  const { values, size, names } = design;
  const separating = names.filter((_, index) => {
    const low = [Infinity, Infinity];
    const high = [-Infinity, -Infinity];
    for (let row = 0; row < weight.length; row++) {
      if (weight[row] === 0) continue;
      const value = values[row * size + index + 1]!;
      const outcome = outcomes[row]!;
      if (value < low[outcome]!) low[outcome] = value;
      if (value > high[outcome]!) high[outcome] = value;
    }
    return high[0]! <= low[1]! || high[1]! <= low[0]!;
  });
  if (separating.length > 0) throw perfectSeparation(separating);
}

/**
 * Throws when a step that no longer changes the likelihood still moves the log-odds of every row toward its own class: the
 * step could be repeated forever. The error names the columns that the step moves.
 *
 * @see Albert, Anderson (1984), On the existence of maximum likelihood estimates in logistic regression models
 */
export function refuseEndlessStep(
  design: LogisticDesign,
  outcomes: ArrayLike<number>,
  weight: Float64Array,
  step: Float64Array,
): void {
  const { values, size, names } = design;
  let high = 0;
  let low = Infinity;
  for (let row = 0; row < weight.length; row++) {
    if (weight[row] === 0) continue;
    let moved = 0;
    for (let index = 0; index < size; index++) moved += values[row * size + index]! * step[index]!;
    const toOwnSide = outcomes[row] === 1 ? moved : -moved;
    high = Math.max(high, toOwnSide);
    low = Math.min(low, toOwnSide);
  }
  if (!(high > 0.01 && low >= -1e-3 * high)) return;
  let largest = 0;
  for (let index = 1; index < size; index++) largest = Math.max(largest, Math.abs(step[index]!));
  throw perfectSeparation(names.filter((_, index) => Math.abs(step[index + 1]!) > 0.01 * largest));
}

function perfectSeparation(columns: readonly string[]): ClienteleError {
  return new ClienteleError(
    "perfect_separation",
    `${columns.join(", ")} ${columns.length === 1 ? "separates" : "together separate"} the classes: no finite coefficient fits. Give a \`penalty\`, merge rare levels, or leave out a column that knows the outcome.`,
    { columns: [...columns] },
  );
}
