import { ClienteleError } from "../../kernel/index.js";
import { nearestName } from "../../kernel/internal.js";
import type { StagePaths } from "./stage-paths.js";

/** One stay of a subject in a stage. */
export interface Visit {
  /** Row of the subject. */
  readonly row: number;
  readonly stage: number;
  /** Epoch milliseconds. */
  readonly from: number;
  /** Epoch milliseconds at which the stay or the paths ended. */
  readonly to: number;
  /** The next stage; −1 while the stay lasts. */
  readonly next: number;
}

/** Yields every stay in a stage, subject by subject, in order, including stays of no length (a stage passed through at one instant). */
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

/**
 * Returns the position of a stage in a list of identifiers.
 *
 * @param option - name of the option, for the message
 * @throws ClienteleError `invalid_option` with the nearest name
 */
export function requireStage(stages: readonly string[], stage: string, option: string): number {
  const position = stages.indexOf(stage);
  if (position >= 0) return position;
  const near = typeof stage === "string" ? nearestName(stage, stages) : undefined;
  const hint = near === undefined ? `Stages: ${stages.join(", ")}.` : `Did you mean ${JSON.stringify(near)}?`;
  throw new ClienteleError(
    "invalid_option",
    `\`${option}\` names the unknown stage ${JSON.stringify(stage)}. ${hint}`,
    { option, value: stage },
    option,
  );
}

/** Returns the identifiers of the stages of some paths. */
export function stageNames({ stages }: StagePaths): string[] {
  return stages.map(({ id }) => id);
}
