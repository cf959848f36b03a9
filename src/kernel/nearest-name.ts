/** How many letters of a name are enough to complete it. */
const COMPLETED = 4;

/**
 * The name that a misspelled one most likely means: the nearest by edit distance with transpositions, if near enough; else
 * the only one that begins with it.
 *
 * @example
 * nearestName("order.plcaed", ["order.placed", "page.viewed"]) // => "order.placed"
 * nearestName("atRisk", ["atRiskAfter", "lostAfter"]) // => "atRiskAfter"
 * nearestName("abc", ["wholly.different"]) // => undefined
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  const allowed = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  const completions: string[] = [];
  for (const candidate of names) {
    if (name.length >= COMPLETED && candidate.startsWith(name)) completions.push(candidate);
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue;
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? (completions.length === 1 ? completions[0] : undefined);
}

/** Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbors. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = previous[column - 1]! + (left[row - 1] === right[column - 1] ? 0 : 1);
      current[column] = Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution);
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        current[column] = Math.min(current[column]!, before[column - 2]! + 1);
      }
    }
    before = previous;
    previous = current;
  }
  return previous[right.length]!;
}
