import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import { type Interval, wilsonInterval } from "../../statistics/index.js";
import type { StagePaths } from "./stage-paths.js";
import { stagePosition } from "./visits.js";

/** A place where customers, and their value, drain away. */
export interface StageLeak {
  /** The stage that they left. */
  readonly from: string;
  /** The stage into which they fell. */
  readonly to: string;
  /** Falls within the period. */
  readonly falls: number;
  /** Customers who have not come up again by the end of the paths. */
  readonly customers: readonly string[];
  /** Share of the falls that were followed by a return by the end of the paths. */
  readonly returned: Interval;
  /** Sum of the values of `customers`; those whose value is unknown count 0. */
  readonly valueLost: number;
}

/** Which falls to look at. */
export interface StageLeakOptions {
  /** The stages that count as fallen, `["at-risk", "dormant", "lost"]`. */
  readonly into: readonly string[];
  /** Falls from this instant on. */
  readonly from?: InstantInput | undefined;
  /** Falls before this instant. */
  readonly to?: InstantInput | undefined;
}

/**
 * Where most value is lost: falls from a stage that is not fallen into one that is, grouped by both, ranked by the value
 * of those who have not come up again.
 *
 * @param paths - from {@link stagePaths}
 * @param value - what each customer is worth, as a column: revenue of the year before, expected value
 * @throws ClienteleError `invalid_option` for a stage that is none; `invalid_instant`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * const [leak] = stageLeaks(paths, { ids: ["c1"], values: Float64Array.of(500) }, { into: ["at-risk", "dormant", "lost"] });
 * [leak.from, leak.to, leak.valueLost] // => ["first-time", "at-risk", 500]
 */
export function stageLeaks(paths: StagePaths, value: ScoreColumns, options: StageLeakOptions): StageLeak[] {
  const fallen = new Set(
    options.into.map((stage) => {
      const position = stagePosition(paths, stage);
      if (position >= 0) return position;
      throw new ClienteleError("invalid_option", `There is no stage ${JSON.stringify(stage)}.`, { option: "into", value: stage });
    }),
  );
  const begin = options.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(options.from, "from");
  const end = options.to === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(options.to, "to");
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
