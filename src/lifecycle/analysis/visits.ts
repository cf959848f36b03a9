import type { StagePaths } from "./stage-paths.js";

/** One stay of a subject in a stage. */
export interface Visit {
  /** Row of the subject. */
  readonly row: number;
  readonly stage: number;
  /** Epoch milliseconds. */
  readonly from: number;
  /** When the stay ended, or the paths did. */
  readonly to: number;
  /** The stage that came next; −1 while the stay lasts. */
  readonly next: number;
}

/** Every stay in a stage, subject by subject, in order; stays of no length (passed through at one instant) included. */
export function* visitsOf(paths: StagePaths): Generator<Visit> {
  for (let row = 0; row < paths.ids.length; row++) {
    let from = paths.startedAt[row]!;
    if (Number.isNaN(from)) continue;
    let stage = paths.initial;
    for (let step = paths.offsets[row]!; step < paths.offsets[row + 1]!; step++) {
      const to = paths.at[step]!;
      const next = paths.stage[step]!;
      yield { row, stage, from, to, next };
      from = to;
      stage = next;
    }
    yield { row, stage, from, to: paths.until, next: -1 };
  }
}

/** Position of a stage by its identifier; −1 if there is none. */
export function stagePosition(paths: StagePaths, stage: string): number {
  return paths.stages.findIndex(({ id }) => id === stage);
}
