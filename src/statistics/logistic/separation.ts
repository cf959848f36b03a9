import { ClienteleError } from "../../kernel/index.js";
import type { LogisticDesign } from "./logistic-design.js";

/**
 * Throws when a column alone tells the classes apart, wholly or but for ties: the likelihood then has no maximum. The usual
 * case is a level of a category in which everybody left, or nobody.
 */
export function refuseSeparatingColumns(design: LogisticDesign, outcomes: ArrayLike<number>, weight: Float64Array): void {
  const { values, size, names } = design;
  const separating = names.filter((_, index) => {
    const least = [Infinity, Infinity];
    const most = [-Infinity, -Infinity];
    for (let row = 0; row < weight.length; row++) {
      if (weight[row] === 0) continue;
      const value = values[row * size + index + 1]!;
      const outcome = outcomes[row]!;
      if (value < least[outcome]!) least[outcome] = value;
      if (value > most[outcome]!) most[outcome] = value;
    }
    return most[0]! <= least[1]! || most[1]! <= least[0]!;
  });
  if (separating.length > 0) throw perfectSeparation(separating);
}

/**
 * Throws when a step that no longer changes the likelihood still moves the log-odds, and moves every row to its own side:
 * then it could be taken for ever. The columns named are those that the step moves.
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
  let most = 0;
  let least = Infinity;
  for (let row = 0; row < weight.length; row++) {
    if (weight[row] === 0) continue;
    let moved = 0;
    for (let index = 0; index < size; index++) moved += values[row * size + index]! * step[index]!;
    const toOwnSide = outcomes[row] === 1 ? moved : -moved;
    most = Math.max(most, toOwnSide);
    least = Math.min(least, toOwnSide);
  }
  if (!(most > 0.01 && least >= -1e-3 * most)) return;
  let largest = 0;
  for (let index = 1; index < size; index++) largest = Math.max(largest, Math.abs(step[index]!));
  throw perfectSeparation(names.filter((_, index) => Math.abs(step[index + 1]!) > 0.01 * largest));
}

function perfectSeparation(columns: readonly string[]): ClienteleError {
  return new ClienteleError(
    "perfect_separation",
    `${columns.join(", ")} ${columns.length === 1 ? "tells" : "tell"} the classes apart without an error on some rows: no finite coefficient is best. Give a penalty, merge rare levels, or leave out what knows the outcome.`,
    { columns: [...columns] },
  );
}
