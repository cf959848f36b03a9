import { outsideDomain } from "../domain.js";

/**
 * Adjusts p-values by the method of Benjamini and Hochberg: reporting those at or below q keeps the expected share of false
 * discoveries at or below q.
 *
 * @param pValues - each from 0 to 1, in any order
 * @returns adjusted values (often called q-values) in the same order
 * @throws ClienteleError `outside_domain` for a value outside [0, 1]
 * @see Benjamini, Hochberg (1995), Controlling the false discovery rate
 * @example
 * [...adjustPValues([0.01, 0.04, 0.03])] // => [0.03, 0.04, 0.04]
 */
export function adjustPValues(pValues: ArrayLike<number>): Float64Array {
  const count = pValues.length;
  for (let index = 0; index < count; index++)
    if (!(pValues[index]! >= 0 && pValues[index]! <= 1))
      throw outsideDomain(`pValues[${index}]`, pValues[index], "a number from 0 to 1");
  const order = Uint32Array.from({ length: count }, (_, index) => index).sort((left, right) => pValues[right]! - pValues[left]!);
  const adjusted = new Float64Array(count);
  let smallest = 1;
  order.forEach((index, fromTop) => {
    smallest = Math.min(smallest, (pValues[index]! * count) / (count - fromTop));
    adjusted[index] = smallest;
  });
  return adjusted;
}
