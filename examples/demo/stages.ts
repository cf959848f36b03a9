import {
  type Lifecycle,
  retailLifecycle,
  type RetailStage,
  type StagePaths,
  type StageSizes,
  stagePaths,
  stagesAt,
  stageSizes,
} from "clientele/lifecycle";
import { calendarStarts } from "clientele/kernel";
import type { CustomerRecord } from "clientele/models";
import type { CustomerGroups } from "./customer-lists.js";
import { RETAIL_ZONE } from "./retail-line.js";

/** Where every customer stands, and how the stages grew. */
export interface RetailStages {
  readonly lifecycle: Lifecycle<RetailStage>;
  /** Every customer's way: what the analyses of stages take. */
  readonly paths: StagePaths;
  /** Customer → stage at the end. */
  readonly stageOf: ReadonlyMap<string, string>;
  readonly groups: CustomerGroups;
  /** At the end of each month, and at the end. */
  readonly sizes: StageSizes;
  /** Transitions that were taken by anybody. */
  readonly transitions: number;
}

/** Replays the retail lifecycle of every customer, with its timed transitions at their exact instants. */
export function retailStages(records: readonly CustomerRecord[], span: { readonly first: number }, asOf: number): RetailStages {
  const lifecycle = retailLifecycle();
  const paths = stagePaths(lifecycle, records, { to: asOf });
  const stages = stagesAt(paths, { asOf });
  const stageOf = new Map(paths.ids.map((id, row) => [id, paths.stages[stages[row]!]!.id]));
  // The last millisecond of each month, as asOf is that of a day.
  const monthEnds = calendarStarts("month", span.first, asOf, RETAIL_ZONE)
    .slice(1)
    .map((start) => start - 1)
    .filter((end) => end < asOf);
  return {
    lifecycle,
    paths,
    stageOf,
    groups: {
      kind: "stage",
      groups: paths.stages.map(({ id, label }, position) => ({
        id,
        label,
        customers: paths.ids.filter((_, row) => stages[row] === position),
      })),
    },
    sizes: stageSizes(paths, [...monthEnds, asOf]),
    transitions: paths.at.length,
  };
}
