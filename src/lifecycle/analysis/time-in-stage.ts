import { ClienteleError, MILLISECONDS_PER } from "../../kernel/index.js";
import { nearestName } from "../../kernel/internal.js";
import { type KaplanMeier, kaplanMeier } from "../../statistics/index.js";
import { survivalQuantile } from "../../statistics/internal.js";
import type { StagePaths } from "./stage-paths.js";
import { stagePosition, visitsOf } from "./visits.js";

/** How long stays in a stage last. */
export interface TimeInStage {
  readonly stage: string;
  /** Share of stays that last longer than so many days; stays that still last are censored. */
  readonly curve: KaplanMeier;
  /** Days by which half of the stays are over; `null` if fewer ever are. */
  readonly median: number | null;
  readonly visits: number;
  /** Stays that still last. */
  readonly ongoing: number;
  /** Where the stays that are over led to, the most frequent first. */
  readonly next: readonly { readonly stage: string; readonly count: number }[];
}

/**
 * How long subjects stay in a stage: the Kaplan–Meier curve of all stays, those that still last censored at the end of the
 * paths. Leaving them out would make every stage look shorter than it is.
 *
 * @param paths - from {@link stagePaths}
 * @param stage - its identifier
 * @throws ClienteleError `invalid_option` for a stage that is none, `insufficient_history` when nobody was ever in it
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * timeInStage(paths, "first-time").median // => 90
 */
export function timeInStage(paths: StagePaths, stage: string): TimeInStage {
  const position = stagePosition(paths, stage);
  if (position < 0) {
    const near = nearestName(
      stage,
      paths.stages.map(({ id }) => id),
    );
    throw new ClienteleError(
      "invalid_option",
      `There is no stage ${JSON.stringify(stage)}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
      {
        option: "stage",
        value: stage,
      },
    );
  }
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
    throw new ClienteleError("insufficient_history", `Nobody was ever in ${stage}.`, { customers: paths.ids.length, gaps: 0 });
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
