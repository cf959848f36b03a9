import type { InstantInput } from "../../kernel/index.js";
import { anInstant, aText, listOf, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import { type Interval, wilsonInterval } from "../../statistics/index.js";
import type { StagePaths } from "./stage-paths.js";
import { requireStage, stageNames } from "./visits.js";

/** A transition by which customers, and their value, are lost. */
export interface StageLeak {
  /** Stage that they left. */
  readonly from: string;
  /** Stage that they fell into. */
  readonly to: string;
  /** Number of falls within the period. */
  readonly falls: number;
  /** Customers who had not returned by the end of the paths. */
  readonly customers: readonly string[];
  /** Share of the falls followed by a return before the end of the paths. */
  readonly returned: Interval;
  /** Sum of the values of `customers` in minor units; customers without a value count as 0. */
  readonly valueLost: number;
}

/** Options of {@link stageLeaks}. */
export interface StageLeakOptions {
  /** Stages that count as fallen, for example `["at-risk", "dormant", "lost"]`. */
  readonly into: readonly string[];
  /** Start of the period (inclusive); defaults to the start of the paths. */
  readonly from?: InstantInput | undefined;
  /** End of the period (exclusive); defaults to the end of the paths. */
  readonly to?: InstantInput | undefined;
}

const OPTIONS: OptionShape<StageLeakOptions> = { into: listOf(aText), from: anInstant, to: anInstant };

/**
 * Finds where value is lost: transitions into the stages that count as fallen, grouped by both stages and ranked by the value
 * of the customers who have not returned.
 *
 * @param paths - from {@link stagePaths}
 * @param value - value of each customer in minor units, as columns: revenue of the previous year, expected value
 * @throws ClienteleError `invalid_option` for an unknown stage, `invalid_instant`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * const [leak] = stageLeaks(paths, { ids: ["c1"], values: Float64Array.of(500) }, { into: ["at-risk", "dormant", "lost"] });
 * [leak.from, leak.to, leak.valueLost] // => ["first-time", "at-risk", 500]
 */
export function stageLeaks(paths: StagePaths, value: ScoreColumns, options: StageLeakOptions): StageLeak[] {
  const { into, from, to } = requireOptions(options, OPTIONS, { mandatory: ["into"] });
  const names = stageNames(paths);
  const fallen = new Set(into.map((stage) => requireStage(names, stage, "into")));
  const begin = from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(from, "from");
  const end = to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(to, "to");
  const values = new Map(value.ids.map((id, row) => [id, value.values[row]!]));
  const leaks = new Map<number, { falls: number; returns: number; customers: string[]; valueLost: number }>();
  const size = paths.stages.length;
  for (let row = 0; row < paths.ids.length; row++) {
    let stage = paths.initial;
    let open: { falls: number; returns: number; customers: string[]; valueLost: number } | undefined;
    for (let step = paths.offsets[row]!; step < paths.offsets[row + 1]!; step++) {
      const next = paths.stage[step]!;
      const at = paths.at[step]!;
      if (!fallen.has(stage) && fallen.has(next) && at >= begin && at < end) {
        const key = stage * size + next;
        open = leaks.get(key) ?? { falls: 0, returns: 0, customers: [], valueLost: 0 };
        leaks.set(key, open);
        open.falls += 1;
      } else if (open !== undefined && !fallen.has(next)) {
        open.returns += 1;
        open = undefined;
      }
      stage = next;
    }
    if (open === undefined) continue;
    const id = paths.ids[row]!;
    open.customers.push(id);
    open.valueLost += finite(values.get(id));
  }
  return [...leaks]
    .map(([key, { falls, returns, customers, valueLost }]) => ({
      from: paths.stages[Math.floor(key / size)]!.id,
      to: paths.stages[key % size]!.id,
      falls,
      customers,
      returned: wilsonInterval(returns, falls),
      valueLost,
      key,
    }))
    .sort((left, right) => right.valueLost - left.valueLost || right.falls - left.falls || left.key - right.key)
    .map(({ key: _, ...leak }) => leak);
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
