import { ClienteleError, MILLISECONDS_PER } from "../../kernel/index.js";

import { type KaplanMeier, kaplanMeier } from "../../statistics/index.js";
import { survivalQuantile } from "../../statistics/internal.js";
import type { StagePaths } from "./stage-paths.js";
import { requireStage, stageNames, visitsOf } from "./visits.js";

/** Length of the stays in a stage. */
export interface TimeInStage {
  readonly stage: string;
  /** Share of stays that last longer than a number of days; ongoing stays are censored. */
  readonly curve: KaplanMeier;
  /** Days after which half of the stays have ended; `null` if fewer than half end. */
  readonly median: number | null;
  /** Number of stays. */
  readonly visits: number;
  /** Number of ongoing stays. */
  readonly ongoing: number;
  /** Stages that followed the ended stays, the most frequent first. */
  readonly next: readonly { readonly stage: string; readonly count: number }[];
}

/**
 * Estimates how long subjects stay in a stage: the Kaplan–Meier curve of all stays, with ongoing stays censored at the end of
 * the paths. Leaving those out would make every stage look shorter than it is.
 *
 * @param paths - from {@link stagePaths}
 * @param stage - identifier of the stage
 * @throws ClienteleError `invalid_option` for an unknown stage, `insufficient_history` if no subject was ever in it
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * timeInStage(paths, "first-time").median // => 90
 */
export function timeInStage(paths: StagePaths, stage: string): TimeInStage {
  const position = requireStage(stageNames(paths), stage, "stage");
  const time: number[] = [];
  const event: number[] = [];
  const next = new Map<number, number>();
  for (const visit of visitsOf(paths)) {
    if (visit.stage !== position) continue;
    time.push((visit.to - visit.from) / MILLISECONDS_PER.days);
    event.push(visit.next < 0 ? 0 : 1);
    if (visit.next >= 0) next.set(visit.next, (next.get(visit.next) ?? 0) + 1);
  }
  if (time.length === 0)
    throw new ClienteleError("insufficient_history", `No subject was ever in the stage ${JSON.stringify(stage)}.`, {
      customers: paths.ids.length,
      gaps: 0,
    });
  const curve = kaplanMeier({ time, event }, { unit: "day" });
  return {
    stage,
    curve,
    median: survivalQuantile(curve, 0.5),
    visits: time.length,
    ongoing: event.filter((happened) => happened === 0).length,
    next: [...next]
      .sort((left, right) => right[1] - left[1] || left[0] - right[0])
      .map(([to, count]) => ({ stage: paths.stages[to]!.id, count })),
  };
}
