import { compareCodePoints } from "../../kernel/index.js";
import { type OptionShape, requireOptions } from "../../kernel/internal.js";
import { outsideDomain } from "../domain.js";
import { cholesky, solveCholesky } from "../linear/cholesky.js";
import { requireLength } from "../linear/matrix.js";
import { aLabelColumn } from "../option-kinds.js";
import { chiSquareTail } from "../special/chi-square.js";
import { lifeTable, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/** Result of a log-rank test: whether groups differ in how long they stay. */
export interface LogRankTest {
  /** χ² statistic of the differences between observed and expected events. */
  readonly statistic: number;
  /** Degrees of freedom: number of groups that were ever at risk of an event, minus one. */
  readonly degrees: number;
  /** Probability of a statistic at least as large when the groups do not differ. */
  readonly pValue: number;
  /** Groups in code-point order. */
  readonly groups: readonly {
    readonly group: string;
    /** Weight of the events observed. */
    readonly observed: number;
    /** Weight of the events expected if all groups had the same curve. */
    readonly expected: number;
  }[];
}

/** Options of `logRankTest`. */
export interface LogRankOptions {
  /** Stratum of each row: groups are compared within each stratum only. */
  readonly strata?: ArrayLike<string | number> | undefined;
}

const LOG_RANK_OPTIONS: OptionShape<LogRankOptions> = { strata: aLabelColumn };

/**
 * Tests whether groups leave at the same rate (log-rank test).
 *
 * @param times - columns
 * @param group - group of each row; numbers are read as text
 * @param options - strata
 * @throws ClienteleError `outside_domain` for invalid times, fewer than two groups, or no event while two groups were at risk; `mismatched_dimensions`; `invalid_option`
 * @see Mantel (1966), Evaluation of survival data; Peto, Peto (1972), Asymptotically efficient rank invariant test procedures
 * @example
 * const test = logRankTest({ time: [1, 2, 3, 4, 5, 6], event: [1, 1, 1, 1, 0, 1] }, ["a", "a", "a", "b", "b", "b"]);
 * test.pValue // => 0.0246
 */
export function logRankTest(times: SurvivalTimes, group: ArrayLike<string | number>, options: LogRankOptions = {}): LogRankTest {
  const { strata } = requireOptions(options, LOG_RANK_OPTIONS);
  requireSurvivalTimes(times);
  const count = times.time.length;
  requireLength(group as ArrayLike<number>, count);
  if (strata !== undefined) requireLength(strata as ArrayLike<number>, count);
  const groups = levelsOf(group);
  const size = groups.names.length;
  if (size < 2)
    throw outsideDomain(
      "group",
      `only ${JSON.stringify(groups.names.join(", "))}`,
      "a column with at least two different values",
    );
  const stratum = strata === undefined ? { names: [""], codes: new Uint32Array(count) } : levelsOf(strata);

  const observed = new Float64Array(size);
  const expected = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  for (let code = 0; code < stratum.names.length; code++) {
    const table = lifeTable(times, size, (row) => (stratum.codes[row] === code ? groups.codes[row]! : -1));
    addDifferences(table, observed, expected, covariance);
  }
  const moving = groups.names.map((_, index) => index).filter((index) => covariance[index * size + index]! > 0);
  if (moving.length < 2) throw outsideDomain("event", "no such event", "1 at some time at which two groups are at risk");
  return {
    ...chiSquareOf(moving, observed, expected, covariance),
    groups: groups.names.map((name, index) => ({ group: name, observed: observed[index]!, expected: expected[index]! })),
  };
}

/** Adds the observed and expected events of one stratum, and the hypergeometric covariance of their differences. */
function addDifferences(
  { times, atRisk, events }: ReturnType<typeof lifeTable>,
  observed: Float64Array,
  expected: Float64Array,
  covariance: Float64Array,
): void {
  const size = observed.length;
  for (let place = 0; place < times.length; place++) {
    let all = 0;
    let happened = 0;
    for (let of = 0; of < size; of++) {
      all += atRisk[of]![place]!;
      happened += events[of]![place]!;
    }
    if (happened === 0) continue;
    const spread = all > 1 ? (happened * Math.max(0, all - happened)) / (all - 1) : 0;
    for (let of = 0; of < size; of++) {
      const share = atRisk[of]![place]! / all;
      observed[of]! += events[of]![place]!;
      expected[of]! += happened * share;
      if (share === 0 || share === 1) continue;
      for (let other = 0; other < size; other++)
        covariance[of * size + other]! += spread * share * ((of === other ? 1 : 0) - atRisk[other]![place]! / all);
    }
  }
}

/** χ² statistic of the differences; they add up to 0, so one group is left out. */
function chiSquareOf(moving: readonly number[], observed: Float64Array, expected: Float64Array, covariance: Float64Array) {
  const size = observed.length;
  const kept = moving.slice(0, -1);
  const differences = Float64Array.from(kept, (of) => observed[of]! - expected[of]!);
  const matrix = Float64Array.from(kept.flatMap((of) => kept.map((other) => covariance[of * size + other]!)));
  const solution = solveCholesky(cholesky(matrix, kept.length), differences);
  const statistic = differences.reduce((sum, difference, index) => sum + difference * solution[index]!, 0);
  return { statistic, degrees: kept.length, pValue: chiSquareTail(Math.max(0, statistic), kept.length) };
}

function levelsOf(values: ArrayLike<string | number>): { readonly names: readonly string[]; readonly codes: Uint32Array } {
  const seen = new Set<string>();
  for (let row = 0; row < values.length; row++) seen.add(String(values[row]));
  const names = [...seen].sort(compareCodePoints);
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Uint32Array.from({ length: values.length }, (_, row) => codeOf.get(String(values[row]))!) };
}
