import { logistic } from "./log-odds.js";

/**
 * Returns the number to add to all log-odds to make the mean probability equal the share of events: it undoes the effect of
 * class weights on the level of a model.
 */
export function interceptShift(logOdds: ArrayLike<number>, outcomes: ArrayLike<number>, weight: ArrayLike<number>): number {
  let events = 0;
  for (let row = 0; row < weight.length; row++) events += weight[row]! * outcomes[row]!;
  // The sum of probabilities grows with the shift: bisection, with Newton steps where they stay inside.
  let [low, high] = [-100, 100];
  let shift = 0;
  for (let step = 0; step < 200; step++) {
    let excess = -events;
    let slope = 0;
    for (let row = 0; row < weight.length; row++) {
      const probability = logistic(logOdds[row]! + shift);
      excess += weight[row]! * probability;
      slope += weight[row]! * probability * (1 - probability);
    }
    if (excess > 0) high = shift;
    else low = shift;
    const newton = shift - excess / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - shift) <= 1e-13 * Math.max(1, Math.abs(shift))) return next;
    shift = next;
  }
  return shift;
}
