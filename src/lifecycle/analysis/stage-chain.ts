import { ClienteleError, type Duration } from "../../kernel/index.js";
import {
  aDuration,
  anInteger,
  aText,
  durationMilliseconds,
  listOf,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { solveLinear } from "../../statistics/internal.js";
import type { StagePaths } from "./stage-paths.js";
import { requireStage } from "./visits.js";

/** Markov chain of a population: its moves between observations that are a fixed time apart. */
export interface StageChain {
  readonly stages: readonly string[];
  /** Time between two observations. */
  readonly every: Duration;
  /** Number of subjects in stage i at one observation and in stage j at the next, over all observations. */
  readonly counts: readonly (readonly number[])[];
  /** Probability of stage j at the next observation, given stage i; a stage that was never observed leads to itself. */
  readonly probabilities: readonly (readonly number[])[];
  /** Average number of subjects that started between two observations, by their stage at the later one. */
  readonly arrivals: readonly number[];
  /** Number of subjects by stage at the last observation, the end of the paths. */
  readonly now: readonly number[];
  /** Number of observations, not counting the last one. */
  readonly looks: number;
}

/** Options of {@link stageChain}. */
export interface StageChainOptions {
  /** Time between two observations; defaults to 30 days. */
  readonly every?: Duration | undefined;
  /** Maximum number of observations before the last one; defaults to as many as the paths cover. */
  readonly maxLooks?: number | undefined;
}

const OPTIONS: OptionShape<StageChainOptions> = { every: aDuration, maxLooks: anInteger({ min: 1 }) };

/**
 * Observes the population at regular intervals, back from the end of the paths, and counts moves and arrivals. The chain does
 * not remember how long a subject has been in a stage: it is good for the sizes of stages and rough for one customer.
 *
 * @param paths - from {@link stagePaths}
 * @throws ClienteleError `insufficient_history` if the paths are shorter than one interval, `invalid_option`, `invalid_duration`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 120 * 86_400_000 });
 * const chain = stageChain(paths);
 * chain.counts[1] // => [0, 2, 0, 0, 1, 0, 0, 0]
 */
export function stageChain(paths: StagePaths, options: StageChainOptions = {}): StageChain {
  const { every = { days: 30 }, maxLooks = Infinity } = requireOptions(options, OPTIONS);
  const step = durationMilliseconds(every, "every");
  const size = paths.stages.length;
  let first = Number.POSITIVE_INFINITY;
  for (const start of paths.startedAt) if (start < first) first = start;
  const covered = Number.isFinite(first) ? Math.floor((paths.until - first) / step) : 0;
  const looks = Math.min(maxLooks, covered);
  if (looks < 1)
    throw new ClienteleError("insufficient_history", "The paths are shorter than one interval of `every`.", {
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

/** Forecast of the sizes of the stages, with bounds. */
export interface StageForecast {
  readonly stages: readonly string[];
  readonly every: Duration;
  /** Expected size of each stage, with one row per step ahead. */
  readonly estimate: readonly (readonly number[])[];
  readonly lower: readonly (readonly number[])[];
  readonly upper: readonly (readonly number[])[];
  /** Coverage of the bounds: two standard deviations of a normal distribution. */
  readonly level: number;
}

/** Share of a normal distribution within two standard deviations. */
const TWO_DEVIATIONS = 0.9545;

/**
 * Forecasts the sizes of the stages: subjects move as they have moved so far, and as many arrive as arrived on average. The
 * bounds cover the randomness of single moves and arrivals, not a change of the world.
 *
 * @param chain - from {@link stageChain}
 * @param steps - number of steps ahead, at least 1
 * @throws ClienteleError `invalid_option`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 120 * 86_400_000 });
 * stageForecast(stageChain(paths), 1).estimate[0].map(Math.round) // => [0, 0, 0, 0, 1, 0, 0, 0]
 */
export function stageForecast(chain: StageChain, steps: number): StageForecast {
  requireOption("steps", steps, anInteger({ min: 1 }));
  const { probabilities, arrivals, now, stages, every } = chain;
  const size = stages.length;
  const move = (row: readonly number[]): number[] =>
    Array.from({ length: size }, (_, to) => row.reduce((sum, share, from) => sum + share * probabilities[from]![to]!, 0));
  // Row i: distribution over the stages, after this many steps, of a subject that is in stage i now.
  let ahead: number[][] = now.map((_, from) => now.map((__, to) => Number(from === to)));
  // Arrivals of the steps so far and their moves: independent Poisson counts.
  let arrived = now.map(() => 0);
  const result = { estimate: [] as number[][], lower: [] as number[][], upper: [] as number[][] };
  for (let step = 1; step <= steps; step++) {
    ahead = ahead.map(move);
    arrived = move(arrived).map((count, stage) => count + arrivals[stage]!);
    const estimate = arrived.map((count, stage) => count + now.reduce((sum, many, from) => sum + many * ahead[from]![stage]!, 0));
    const spread = arrived.map((count, stage) =>
      Math.sqrt(count + now.reduce((sum, many, from) => sum + many * ahead[from]![stage]! * (1 - ahead[from]![stage]!), 0)),
    );
    result.estimate.push(estimate);
    result.lower.push(estimate.map((value, stage) => Math.max(0, value - 2 * spread[stage]!)));
    result.upper.push(estimate.map((value, stage) => value + 2 * spread[stage]!));
  }
  return { stages, every, ...result, level: TWO_DEVIATIONS };
}

/** Stages in which subjects end, and how long it takes. */
export interface StageAbsorption {
  /** Stages that are not absorbing, in order: the rows. Stages that were never observed are left out. */
  readonly stages: readonly string[];
  /** Absorbing stages: the columns. */
  readonly absorbing: readonly string[];
  /** Probability of ending in each absorbing stage, by current stage. */
  readonly probabilities: readonly (readonly number[])[];
  /** Expected number of steps until absorption, by current stage. */
  readonly expectedSteps: readonly number[];
  /** Expected number of steps spent in each of `stages` before absorption, by current stage. */
  readonly expectedVisits: readonly (readonly number[])[];
}

/**
 * Computes the absorption of a Markov chain: in which stage a subject ends in the long run, and how many steps that takes.
 *
 * @param chain - from {@link stageChain}
 * @param absorbing - stages that count as the end (`["lost"]`), even if subjects can leave them
 * @throws ClienteleError `invalid_option` for an unknown stage, or if a stage never leads to an absorbing one
 * @see Kemeny, Snell (1960), Finite Markov Chains, ch. 3 (the fundamental matrix)
 * @example
 * const chain = { stages: ["active", "lost"], every: { days: 30 }, counts: [[8, 2], [0, 1]], probabilities: [[0.8, 0.2], [0, 1]], arrivals: [0, 0], now: [10, 0], looks: 1 };
 * Math.round(stageAbsorption(chain, ["lost"]).expectedSteps[0]) // => 5
 */
export function stageAbsorption(chain: StageChain, absorbing: readonly string[]): StageAbsorption {
  requireOption("absorbing", absorbing, listOf(aText));
  for (const stage of absorbing) requireStage(chain.stages, stage, "absorbing");
  const ends = chain.stages.map((stage, position) => ({ stage, position })).filter(({ stage }) => absorbing.includes(stage));
  const open = chain.stages
    .map((stage, position) => ({ stage, position }))
    .filter(({ stage, position }) => !absorbing.includes(stage) && wasSeen(chain, position));
  const stuck = trappedStages(chain, new Set(ends.map(({ position }) => position)));
  const trapped = open.map(({ stage }) => stage).filter((stage) => stuck.includes(stage));
  if (ends.length === 0 || trapped.length > 0) {
    throw new ClienteleError(
      "invalid_option",
      `No absorbing stage is reachable from ${trapped.join(", ") || "any stage"}. Add ${trapped.length > 0 ? "these stages" : "a stage"} to \`absorbing\`.`,
      { option: "absorbing", value: absorbing },
      "absorbing",
    );
  }
  const size = open.length;
  const system = open.flatMap((row, i) =>
    open.map((column, j) => Number(i === j) - chain.probabilities[row.position]![column.position]!),
  );
  // N = (I − Q)⁻¹, together with N·R and N·1 from one elimination.
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

/** Returns whether any subject was observed in a stage; a chain without counts counts as observed everywhere. */
function wasSeen({ counts, now, arrivals }: StageChain, stage: number): boolean {
  if (counts.length === 0) return true;
  return (
    now[stage]! > 0 ||
    arrivals[stage]! > 0 ||
    counts.some((row, from) => row[stage]! > 0 || (from === stage && row.some((count) => count > 0)))
  );
}

/** Returns the stages from which no absorbing stage is reachable. */
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
