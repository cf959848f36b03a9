import {
  type StageAbsorption,
  stageAbsorption,
  type StageChain,
  stageChain,
  type StageForecast,
  stageForecast,
  type StageLeak,
  stageLeaks,
  type StagePaths,
  type TimeInStage,
  timeInStage,
  type TransitionMatrix,
  transitionMatrix,
} from "clientele/lifecycle";

/** How customers move between the stages, how long they stay, and what it costs. */
export interface StageFlow {
  readonly matrix: TransitionMatrix;
  /** Of every stage that somebody was in for a while. */
  readonly times: readonly TimeInStage[];
  /** Half a year ahead; `null` where the data are too short for a single step. */
  readonly ahead: { readonly chain: StageChain; readonly forecast: StageForecast } | null;
  /** Time until dormancy; `null` where nobody ever fell asleep. */
  readonly life: StageAbsorption | null;
  /** By net revenue, pence. */
  readonly leaks: readonly StageLeak[];
}

/** Silence: the stages into which customers fall. */
const FALLEN = ["at-risk", "dormant", "lost"];

/** The flow through the stages of all customers. */
export function stageFlow(paths: StagePaths, revenueOf: ReadonlyMap<string, number>): StageFlow {
  const matrix = transitionMatrix(paths);
  const value = { ids: paths.ids, values: Float64Array.from(paths.ids, (id) => revenueOf.get(id) ?? 0) };
  const ahead = forecastOf(paths);
  return {
    matrix,
    times: paths.stages.flatMap(({ id }, stage) => (matrix.exposure[stage]! > 0 ? [timeInStage(paths, id)] : [])),
    ahead,
    life: ahead === null ? null : lifeOf(ahead.chain),
    leaks: stageLeaks(paths, value, { into: FALLEN }),
  };
}

function forecastOf(paths: StagePaths): StageFlow["ahead"] {
  const first = paths.startedAt.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  if (!(paths.until - first > 30 * 86_400_000)) return null;
  const chain = stageChain(paths, { every: { days: 30 } });
  return { chain, forecast: stageForecast(chain, 6) };
}

/** A year of data sees few get lost, but many fall asleep: dormancy is taken as the end. */
function lifeOf(chain: StageChain): StageAbsorption | null {
  const asleep = chain.stages.indexOf("dormant");
  return chain.counts.some((row, from) => from !== asleep && row[asleep]! > 0)
    ? stageAbsorption(chain, ["dormant", "lost"])
    : null;
}
