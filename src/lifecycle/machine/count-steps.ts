import { firstPosition } from "../../kernel/internal.js";
import type { TimelineStep } from "../../models/index.js";

/** Returns how many steps of a timeline begin up to and including an instant (epoch milliseconds). */
export function countStepsUpTo(steps: readonly TimelineStep[], instant: number): number {
  return firstPosition(0, steps.length, (position) => steps[position]!.from.getTime() > instant);
}
