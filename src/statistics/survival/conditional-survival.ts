import { firstAfter } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { type SurvivalCurve, survivalAt } from "./survival-curve.js";

/**
 * Returns the survival curve of customers who have stayed so far: S(age + t) / S(age), with time counted from now. Use it to
 * predict how long an existing customer stays: the curve of new customers does not answer that.
 *
 * @param curve - from `kaplanMeier` or `coxSurvival`
 * @param age - how long the customer has stayed, in the curve's unit
 * @throws ClienteleError `outside_domain` for an age that nobody was observed to reach: the curve is 0 there, or ends before
 * @example
 * const curve = { times: Float64Array.of(2, 5), survival: Float64Array.of(0.5, 0.25), unit: "month" };
 * [...conditionalSurvival(curve, 3).survival] // => [0.5]
 * [...conditionalSurvival(curve, 3).times] // => [2]
 */
export function conditionalSurvival(curve: SurvivalCurve & { readonly last?: number | undefined }, age: number): SurvivalCurve {
  const { times, survival, unit, last = Infinity } = curve;
  const reached = survivalAt(curve, age);
  if (!(age >= 0 && age <= last && reached > 0))
    throw outsideDomain("age", age, "a number of at least 0 that some customer was observed to reach");
  const from = firstAfter(times, age);
  return {
    times: times.subarray(from).map((time) => time - age),
    survival: survival.subarray(from).map((value) => value / reached),
    unit,
  };
}
