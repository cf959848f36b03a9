import { ClienteleError, type Duration } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import { solveLinear } from "../../statistics/internal.js";
import type { StagePaths } from "./stage-paths.js";

/** A population's moves from one look to the next, a fixed time later: a Markov chain. */
export interface StageChain {
  readonly stages: readonly string[];
  /** Time between two looks. */
  readonly every: Duration;
  /** Subjects in stage i at one look and in j at the next, over all looks. */
  readonly counts: readonly (readonly number[])[];
  /** Probability of j at the next look, given i; a stage never seen stays as it is. */
  readonly probabilities: readonly (readonly number[])[];
  /** Subjects that started between two looks, by the stage in which the next look found them: on average. */
  readonly arrivals: readonly number[];
  /** Subjects by stage at the last look, the end of the paths. */
  readonly now: readonly number[];
  /** Looks, the last one apart. */
  readonly looks: number;
}

/**
 * Looks at the population every so often, back from the end of the paths, and counts who moved from where to where and who
 * arrived. The chain forgets how long somebody has been in a stage: good for the size of stages, rough for one customer.
 *
 * @param paths - from {@link stagePaths}
 * @param options - `every`: time between looks, 30 days; `looks`: how many to go back, all that the paths have module for unless told
 * @throws ClienteleError `insufficient_history` when the paths are shorter than one step, `invalid_option`, `invalid_duration`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 120 * 86_400_000 });
 * const chain = stageChain(paths);
 * chain.counts[1] // => [0, 2, 0, 0, 1, 0, 0, 0]
 */
export function stageChain(
  paths: StagePaths,
  options: { readonly every?: Duration | undefined; readonly looks?: number | undefined } = {},
): StageChain {
  const { every = { days: 30 } } = options;
  const step = durationMilliseconds(every, "every");
  const size = paths.stages.length;
  let first = Number.POSITIVE_INFINITY;
  for (const start of paths.startedAt) if (start < first) first = start;
  const module = Number.isFinite(first) ? Math.floor((paths.until - first) / step) : 0;
  const looks = options.looks === undefined ? module : Math.min(options.looks, module);
  if (options.looks !== undefined && !(Number.isInteger(options.looks) && options.looks >= 1))
    throw new ClienteleError("invalid_option", "Look at least once.", { option: "looks", value: options.looks });
  if (looks < 1)
    throw new ClienteleError("insufficient_history", "The paths are shorter than one step.", {
      customers: paths.ids.length,
      gaps: 0,
    });
  const counts = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const arrivals = new Array<number>(size).fill(0);
  const now = new Array<number>(size).fill(0);
  for (let row = 0; row < paths.ids.length; row++) {
    let before = -1;
    let stage = -1;
    let index = paths.offsets[row]!;
    for (let look = looks; look >= 0; look--) {
      const at = paths.until - look * step;
      if (!(paths.startedAt[row]! <= at)) continue;
      if (stage < 0) stage = paths.initial;
      while (index < paths.offsets[row + 1]! && paths.at[index]! <= at) stage = paths.stage[index++]!;
      if (before >= 0) counts[before]![stage]! += 1;
      else if (look < looks) arrivals[stage]! += 1;
      before = stage;
    }
    if (stage >= 0) now[stage]! += 1;
  }
  const probabilities = counts.map((row, from) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, to) => (total === 0 ? Number(from === to) : count / total));
  });
  return {
    stages: paths.stages.map(({ id }) => id),
    every,
    counts,
    probabilities,
    arrivals: arrivals.map((count) => count / looks),
    now,
    looks,
  };
}

/** The sizes of the stages some steps ahead, with bounds. */
export interface StageForecast {
  readonly stages: readonly string[];
  readonly every: Duration;
  /** One row a step ahead, from 1: the expected size of each stage. */
  readonly expected: readonly (readonly number[])[];
  readonly lower: readonly (readonly number[])[];
  readonly upper: readonly (readonly number[])[];
}

/**
 * Forecasts the sizes of the stages: those who are there move as the chain has moved so far, and as many arrive as
 * arrived on average. The bounds hold the chance in single moves and arrivals (two standard deviations), not that the
 * world may change.
 *
 * @param chain - from {@link stageChain}
 * @param steps - how many steps ahead, 1 or more
 * @throws ClienteleError `invalid_option`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 120 * 86_400_000 });
 * stageForecast(stageChain(paths), 1).expected[0].map(Math.round) // => [0, 0, 0, 0, 1, 0, 0, 0]
 */
export function stageForecast(chain: StageChain, steps: number): StageForecast {
  if (!Number.isInteger(steps) || steps < 1)
    throw new ClienteleError("invalid_option", "Look at least one step ahead.", { option: "steps", value: steps });
  const { probabilities, arrivals, now, stages, every } = chain;
  const size = stages.length;
  const move = (row: readonly number[]): number[] =>
    Array.from({ length: size }, (_, to) => row.reduce((sum, share, from) => sum + share * probabilities[from]![to]!, 0));
  // Row i: where somebody who is in i now will be after so many steps.
  let ahead: number[][] = now.map((_, from) => now.map((__, to) => Number(from === to)));
  // Arrivals of each step so far, moved on: independent Poisson counts.
  let arrived = now.map(() => 0);
  const result = { expected: [] as number[][], lower: [] as number[][], upper: [] as number[][] };
  for (let step = 1; step <= steps; step++) {
    ahead = ahead.map(move);
    arrived = move(arrived).map((count, stage) => count + arrivals[stage]!);
    const expected = arrived.map((count, stage) => count + now.reduce((sum, many, from) => sum + many * ahead[from]![stage]!, 0));
    const spread = arrived.map((count, stage) =>
      Math.sqrt(count + now.reduce((sum, many, from) => sum + many * ahead[from]![stage]! * (1 - ahead[from]![stage]!), 0)),
    );
    result.expected.push(expected);
    result.lower.push(expected.map((value, stage) => Math.max(0, value - 2 * spread[stage]!)));
    result.upper.push(expected.map((value, stage) => value + 2 * spread[stage]!));
  }
  return { stages, every, ...result };
}

/** Where subjects end up, and how long it takes. */
export interface StageAbsorption {
  /** The stages that are not absorbing, in order: the rows. Stages in which nobody was ever seen are left out. */
  readonly stages: readonly string[];
  /** The absorbing stages: the columns. */
  readonly absorbing: readonly string[];
  /** Probability of ending in each absorbing stage, by the stage of today. */
  readonly probabilities: readonly (readonly number[])[];
  /** Expected steps until absorption, by the stage of today. */
  readonly expectedSteps: readonly number[];
  /** Expected steps spent in each of `stages` before absorption, by the stage of today. */
  readonly expectedVisits: readonly (readonly number[])[];
}

/**
 * The absorption of the Markov chain: in which of some stages a subject ends in the long run, and how many steps of
 * remaining life it has until then.
 *
 * @param chain - from {@link stageChain}
 * @param absorbing - stages that count as the end (`["lost"]`), even if somebody may leave them
 * @throws ClienteleError `invalid_option` for a stage that is none, or when some stage never leads to an end
 * @see Kemeny, Snell (1960), Finite Markov Chains, ch. 3 (the fundamental matrix)
 * @example
 * const chain = { stages: ["active", "lost"], every: { days: 30 }, counts: [[8, 2], [0, 1]], probabilities: [[0.8, 0.2], [0, 1]], arrivals: [0, 0], now: [10, 0], looks: 1 };
 * Math.round(stageAbsorption(chain, ["lost"]).expectedSteps[0]) // => 5
 */
export function stageAbsorption(chain: StageChain, absorbing: readonly string[]): StageAbsorption {
  for (const stage of absorbing) {
    if (!chain.stages.includes(stage))
      throw new ClienteleError("invalid_option", `There is no stage ${JSON.stringify(stage)}.`, {
        option: "absorbing",
        value: stage,
      });
  }
  const ends = chain.stages.map((stage, position) => ({ stage, position })).filter(({ stage }) => absorbing.includes(stage));
  const open = chain.stages
    .map((stage, position) => ({ stage, position }))
    .filter(({ stage, position }) => !absorbing.includes(stage) && wasSeen(chain, position));
  const stuck = trappedStages(chain, new Set(ends.map(({ position }) => position)));
  const trapped = open.map(({ stage }) => stage).filter((stage) => stuck.includes(stage));
  if (ends.length === 0 || trapped.length > 0) {
    throw new ClienteleError(
      "invalid_option",
      `From ${trapped.join(", ") || "every stage"} no end was ever reached: name it as absorbing too.`,
      {
        option: "absorbing",
        value: absorbing,
      },
    );
  }
  const size = open.length;
  const system = open.flatMap((row, i) =>
    open.map((column, j) => Number(i === j) - chain.probabilities[row.position]![column.position]!),
  );
  // N = (I − Q)⁻¹, beside N·R and N·1 from one elimination.
  const width = size + ends.length + 1;
  const right = open.flatMap((row, i) => [
    ...open.map((_, j) => Number(i === j)),
    ...ends.map((end) => chain.probabilities[row.position]![end.position]!),
    1,
  ]);
  const solution = solveLinear(system, right, size);
  const part = (row: number, from: number, length: number): number[] =>
    Array.from(solution.subarray(row * width + from, row * width + from + length));
  return {
    stages: open.map(({ stage }) => stage),
    absorbing: ends.map(({ stage }) => stage),
    probabilities: open.map((_, row) => part(row, size, ends.length)),
    expectedSteps: open.map((_, row) => solution[row * width + width - 1]!),
    expectedVisits: open.map((_, row) => part(row, 0, size)),
  };
}

/** Whether any look found somebody in a stage; a chain that was given without counts is taken at its word. */
function wasSeen({ counts, now, arrivals }: StageChain, stage: number): boolean {
  if (counts.length === 0) return true;
  return (
    now[stage]! > 0 ||
    arrivals[stage]! > 0 ||
    counts.some((row, from) => row[stage]! > 0 || (from === stage && row.some((count) => count > 0)))
  );
}

/** Stages from which no end can be reached. */
function trappedStages({ stages, probabilities }: StageChain, ends: ReadonlySet<number>): string[] {
  const reaches = new Set(ends);
  for (let grown = true; grown; ) {
    grown = false;
    probabilities.forEach((row, from) => {
      if (reaches.has(from) || !row.some((chance, to) => chance > 0 && reaches.has(to))) return;
      reaches.add(from);
      grown = true;
    });
  }
  return stages.filter((_, position) => !reaches.has(position));
}
