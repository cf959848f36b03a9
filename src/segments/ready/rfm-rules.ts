import { ClienteleError, MILLISECONDS_PER } from "../../kernel/index.js";
import type { RfmClassTable } from "../../models/index.js";
import type { Expression, Metric } from "../../rules/index.js";
import { rfmTableOf } from "./rfm-segments.js";
import type { SegmentDefinition } from "../set/segment-set.js";

/** Frozen RFM thresholds, as `rfmScores` of value gives them: ascending upper bounds of the bins, each bound inside its bin. */
export interface FrozenRfmThresholds {
  /** Time since the last order, in `unit`. */
  readonly recency: readonly number[];
  /** Orders. */
  readonly frequency: readonly number[];
  /** Spent, minor units. */
  readonly monetary: readonly number[];
  readonly unit: string;
}

/** How the classes are read from a history. */
export interface RfmRulesOptions {
  readonly table?: "eleven" | "cn8" | RfmClassTable | undefined;
  readonly thresholds: FrozenRfmThresholds;
  /** ISO 4217 code of the amounts; others count as missing. */
  readonly currency: string;
  /** Interactions that count as an order; `order.placed` unless told. */
  readonly orders?: readonly string[] | undefined;
}

/**
 * The RFM classes as rules with frozen thresholds: each customer's class can be evaluated alone, at any instant, and in a
 * database, and nobody changes class because others did. Every buyer is in exactly one class. Orders are counted one by
 * one and refunds are not taken off: to the letter the classes of `rfmScores` with the grain `order` and without refunds.
 *
 * @param options - the table, the thresholds, the currency
 * @returns one definition a class, for `defineSegments`
 * @throws ClienteleError `invalid_option` when the thresholds do not fit the table, or the unit has no exact length
 * @example
 * const thresholds = { recency: [90], frequency: [2], monetary: [10000], unit: "day" };
 * rfmRules({ table: "cn8", thresholds, currency: "CNY" })[0]?.label?.zh // => "重要价值客户"
 */
export function rfmRules(options: RfmRulesOptions): SegmentDefinition[] {
  const { thresholds, currency, orders = ["order.placed"] } = options;
  const table = rfmTableOf(options.table ?? (thresholds.recency.length === 1 ? "cn8" : "eleven"));
  for (const measure of ["recency", "frequency", "monetary"] as const) {
    if (thresholds[measure].length === table.bins - 1) continue;
    throw new ClienteleError("invalid_option", `The table ${table.id} needs ${table.bins - 1} bounds of ${measure}.`, {
      option: "thresholds",
      value: thresholds[measure],
    });
  }
  const length = { hour: MILLISECONDS_PER.hours, day: MILLISECONDS_PER.days, week: MILLISECONDS_PER.weeks }[thresholds.unit];
  if (length === undefined)
    throw new ClienteleError("invalid_option", "Freeze thresholds in hours, days or weeks.", {
      option: "unit",
      value: thresholds.unit,
    });

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
                // The shortest silence scores highest.
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
