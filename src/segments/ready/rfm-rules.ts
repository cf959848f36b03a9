import { MILLISECONDS_PER } from "../../kernel/index.js";
import {
  aCurrency,
  anObject,
  aText,
  invalidOption,
  listOf,
  type OptionShape,
  requireOneOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { RfmClassTable } from "../../models/index.js";
import type { Expression, Metric } from "../../rules/index.js";
import { aClassTable, rfmTableOf } from "./rfm-segments.js";
import type { SegmentDefinition } from "../set/segment-set.js";

/** Frozen RFM thresholds, as `rfmScores` of value returns them: ascending upper bounds of the bins, each included in its bin. */
export interface FrozenRfmThresholds {
  /** Bounds of the time since the last order, in `unit`. */
  readonly recency: readonly number[];
  /** Bounds of the number of orders. */
  readonly frequency: readonly number[];
  /** Bounds of the amount spent, in minor units. */
  readonly monetary: readonly number[];
  readonly unit: string;
}

/** Options of {@link rfmRules}. */
export interface RfmRulesOptions {
  /** `"eleven"` conventional classes, `"cn8"` for eight classes, or a table of your own. Defaults to the one that fits the thresholds. */
  readonly table?: "eleven" | "cn8" | RfmClassTable | undefined;
  readonly thresholds: FrozenRfmThresholds;
  /** ISO 4217 code of the amounts; amounts in other currencies do not count. */
  readonly currency: string;
  /** Types of the interactions that count as orders. Defaults to `order.placed`. */
  readonly orders?: readonly string[] | undefined;
}

/** The thresholds may come with more than their bounds. */
const RULES_OPTIONS: OptionShape<RfmRulesOptions> = {
  table: aClassTable,
  thresholds: anObject,
  currency: aCurrency,
  orders: listOf(aText),
};

/**
 * Converts RFM classes to rules with frozen thresholds. A customer's class can then be evaluated alone, at any instant, and in a
 * database; no customer changes class because others did. Every buyer is in exactly one class. Orders are counted one by one and
 * refunds are not deducted, so the classes equal those of `rfmScores` with the grain `order` and without refunds.
 *
 * @returns one definition per class, for `defineSegments`
 * @throws ClienteleError `invalid_option` if the thresholds do not fit the table, or the unit has no exact length
 * @example
 * const thresholds = { recency: [90], frequency: [2], monetary: [10000], unit: "day" };
 * rfmRules({ table: "cn8", thresholds, currency: "CNY" })[0]?.label?.zh // => "重要价值客户"
 */
export function rfmRules(options: RfmRulesOptions): SegmentDefinition[] {
  const given = requireOptions(options, RULES_OPTIONS);
  const { orders = ["order.placed"] } = given;
  const thresholds = requireOption("thresholds", given.thresholds, anObject);
  const currency = requireOption("currency", given.currency, aCurrency);
  const table = rfmTableOf(given.table ?? (thresholds.recency?.length === 1 ? "cn8" : "eleven"));
  const bounds = table.bins - 1;
  for (const measure of ["recency", "frequency", "monetary"] as const) {
    if (thresholds[measure]?.length === bounds) continue;
    const expected = `an array of ${bounds} ${bounds === 1 ? "bound" : "bounds"} for the table ${table.id}`;
    throw invalidOption(`thresholds.${measure}`, thresholds[measure], expected);
  }
  const unit = requireOneOf("thresholds.unit", thresholds.unit, ["hour", "day", "week"]);
  const length = { hour: MILLISECONDS_PER.hours, day: MILLISECONDS_PER.days, week: MILLISECONDS_PER.weeks }[unit];

  const between = (
    metric: Metric,
    bounds: readonly number[],
    bin: number,
    constant: (bound: number) => number | { milliseconds: number },
  ): Expression[] => [
    ...(bin > 0 ? [{ kind: "metric", metric, test: { is: "moreThan", value: constant(bounds[bin - 1]!) } } as const] : []),
    ...(bin < bounds.length ? [{ kind: "metric", metric, test: { is: "atMost", value: constant(bounds[bin]!) } } as const] : []),
  ];
  const plain = (bound: number) => bound;
  const time = (bound: number) => ({ milliseconds: Math.floor(bound * length) });
  const bought: Expression = { kind: "metric", metric: { measure: "count", types: orders }, test: { is: "atLeast", value: 1 } };
  return table.classes.map(({ id, label, cells }) => ({
    id,
    label,
    rule: {
      version: 1,
      kind: "all",
      of: [
        bought,
        {
          kind: "any",
          of: cells.map((cell): Expression => {
            const [recency, frequency, monetary] = Array.from(cell, Number) as [number, number, number];
            return {
              kind: "all",
              of: [
                // The shortest time since the last order scores highest.
                ...between({ measure: "timeSinceLast", types: orders }, thresholds.recency, table.bins - recency, time),
                ...between({ measure: "count", types: orders }, thresholds.frequency, frequency - 1, plain),
                ...between(
                  { measure: "sum", types: orders, property: "total", currency },
                  thresholds.monetary,
                  monetary - 1,
                  plain,
                ),
              ],
            };
          }),
        },
      ],
    },
  }));
}
