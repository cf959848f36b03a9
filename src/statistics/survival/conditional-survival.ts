import type { SurvivalCurve } from "../../models/index.js";
import { outsideDomain } from "../domain.js";
import { survivalAt } from "./kaplan-meier.js";
import { firstAbove } from "./survival-times.js";

/**
 * The survival curve of those who have lasted so far: S(age + t) / S(age), with time counted from now. What is left of a
 * customer's life is never read off the curve of new customers.
 *
 * @param curve - of `kaplanMeier` or `coxSurvival`
 * @param age - how long the customer has lasted, in the curve's unit
 * @throws ClienteleError `outside_domain` for an age that nobody reaches: the curve is at 0, or (where it tells how far it was observed) ends before
 * @example
 * const curve = { times: Float64Array.of(2, 5), survival: Float64Array.of(0.5, 0.25), unit: "month" };
 * [...conditionalSurvival(curve, 3).survival] // => [0.5]
 * [...conditionalSurvival(curve, 3).times] // => [2]
 */
export function conditionalSurvival(curve: SurvivalCurve & { readonly last?: number | undefined }, age: number): SurvivalCurve {
  const { times, survival, unit, last = Infinity } = curve;
  const reached = survivalAt(curve, age);
  if (!(age >= 0 && age <= last && reached > 0))
    throw outsideDomain("age", age, "an age that somebody was seen to reach, not negative");
  const from = firstAbove(times, age);
  return {
    times: times.subarray(from).map((time) => time - age),
    survival: survival.subarray(from).map((value) => value / reached),
    unit,
  };
}
