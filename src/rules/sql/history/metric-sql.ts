import { zoneOffsets } from "../../../kernel/internal.js";
import type { Metric, WindowSpec } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import { propertyField } from "../../language/metric-value.js";
import { type Fragment, integer, join, number, raw, sql } from "../dialects/fragment.js";
import { anchorSql, type FactRow, type Facts, factsOf, type HistoryContext, propertySource } from "./history-sql.js";
import { typedValue } from "../mapping/mapping.js";
import { metricField } from "./metric-field.js";
import { unansweredSql } from "./sequence-sql.js";
import { exactMilliseconds } from "../../language/span.js";
import { earliestOf } from "../../language/window-start.js";
import { periodBounds, windowCondition } from "./window-sql.js";

/** Returns the value of a metric as one scalar expression that is NULL where it is missing. */
export function metricSql(context: HistoryContext, metric: Metric): Fragment {
  const { dialect, asOf, catalog } = context;
  if (metric.measure === "knownFor") return knownForSql(context);
  const { types, where, window } = metric;
  const facts = factsOf(context, { types: types!, ...(where && { where }), ...(window && { window }) });
  const select = (expression: Fragment): Fragment => sql`(SELECT ${expression} ${facts.from})`;
  const property = metricField(metric, catalog, context.approximate);
  const value = (): Fragment => propertySql(context, metric, facts.row);
  const double = (expression: Fragment): Fragment => dialect.toDouble(expression);
  switch (metric.measure) {
    case "count":
      return select(raw("COUNT(*)"));
    case "sum":
      return select(sql`COALESCE(SUM(${scaled(context, value(), property!.scale)}), 0) / ${number(property!.scale ?? 1)}`);
    case "average":
      return select(
        sql`SUM(${scaled(context, value(), property!.scale)}) / (${number(property!.scale ?? 1)} * NULLIF(${double(sql`COUNT(${value()})`)}, 0))`,
      );
    case "minimum":
      return select(sql`MIN(${value()})`);
    case "maximum":
      return select(sql`MAX(${value()})`);
    case "distinct":
      return select(sql`COUNT(DISTINCT ${value()})`);
    case "first":
    case "last": {
      const first = metric.measure === "first";
      if (metric.property === undefined) return select(sql`${raw(first ? "MIN" : "MAX")}(${facts.at})`);
      return sql`(SELECT ${value()} ${facts.from} ${facts.order(first ? "ASC" : "DESC")} LIMIT 1)`;
    }
    case "timeSinceFirst":
    case "timeSinceLast":
      return select(sql`${integer(asOf)} - ${raw(metric.measure === "timeSinceFirst" ? "MIN" : "MAX")}(${facts.at})`);
    case "daysActive":
      return select(sql`COUNT(DISTINCT ${dayBucket(context, facts.at, metric)})`);
    case "meanGap":
      return select(
        sql`CASE WHEN COUNT(*) >= 2 THEN ${double(sql`MAX(${facts.at}) - MIN(${facts.at})`)} / ${double(raw("(COUNT(*) - 1)"))} END`,
      );
    case "longestGap":
      return longestGapSql(context, facts, metric);
    case "longestBreak":
      return longestBreakSql(context, facts, metric);
    case "fewestPerPeriod":
      return fewestPerPeriodSql(context, metric);
    case "unanswered":
      return unansweredSql(context, metric);
    case "trend":
      return trendSql(context, metric, property?.scale);
  }
}

/** Returns the property of an interaction that a metric reads; an amount in another currency is NULL. */
export function propertySql(context: HistoryContext, metric: Metric, row: FactRow): Fragment {
  const { dialect, catalog } = context;
  const types = metric.types ?? [];
  const field = propertyField(catalog, types, metric.property!)!;
  const value = typedValue(dialect, propertySource(context, types, metric.property!, row), field.type);
  if (metric.currency === undefined || field.currency === undefined) return value;
  const currency = typedValue(dialect, row.source(field.currency), "text");
  return sql`(CASE WHEN ${currency} = ${{ kind: "text", value: metric.currency }} THEN ${value} END)`;
}

/** Scales numbers to integers before they are added, and rounds half up, as in memory. */
export function scaled({ dialect }: Pick<HistoryContext, "dialect">, value: Fragment, scale: number | undefined): Fragment {
  return scale === undefined ? value : sql`${raw(dialect.functions.floor)}(${value} * ${number(scale)} + ${number(0.5)})`;
}

/** Returns the local days from 1970-01-01, by integer arithmetic with the offsets of the zone bound into the statement. */
export function dayBucket(
  { dialect, asOf }: Pick<HistoryContext, "dialect" | "asOf">,
  at: Fragment,
  { window, zone }: Metric,
): Fragment {
  // Offsets before 1900 are those of 1900, since no table of interactions is older.
  const from = Math.min(earliestOf(window, asOf) ?? Date.UTC(1900, 0), asOf);
  const { starts, offsets } = zoneOffsets(constantZone(zone), Math.max(from, Date.UTC(1900, 0)), asOf);
  const cases = starts
    .map((start, index) => sql`WHEN ${at} >= ${integer(start)} THEN ${integer(offsets[index]!)}`)
    .slice(1)
    .reverse();
  const offset =
    cases.length === 0 ? sql`${integer(offsets[0]!)}` : sql`CASE ${join(cases, " ")} ELSE ${integer(offsets[0]!)} END`;
  return sql`${raw(dialect.functions.floor)}(${dialect.toDouble(sql`(${at} + ${offset})`)} / ${number(86_400_000)})`;
}

function longestGapSql(context: HistoryContext, facts: Facts, { types, where, window }: Metric): Fragment {
  const before = factsOf(context, {
    types: types!,
    ...(where && { where }),
    when: (at) => sql`${at} < ${facts.at} AND ${windowCondition(window, at, context.asOf, (of) => anchorSql(context, of))}`,
  });
  // Equal instants make gaps of 0, which only matter when there are no others.
  const gap = sql`(${facts.at} - (SELECT MAX(${before.at}) ${before.from}))`;
  const inner = sql`(SELECT MAX(${gap}) ${facts.from})`;
  return sql`(CASE WHEN (SELECT COUNT(*) ${facts.from}) >= 2 THEN COALESCE(${inner}, 0) END)`;
}

function longestBreakSql(context: HistoryContext, facts: Facts, { types, where }: Metric): Fragment {
  const before = factsOf(context, { types: types!, ...(where && { where }), when: (at) => sql`${at} < ${facts.at}` });
  const longest = sql`(SELECT MAX(${facts.at} - (SELECT MAX(${before.at}) ${before.from})) ${facts.from})`;
  // Without an earlier instant, all of the window lies at the first one, where two interactions make a break of 0.
  return sql`COALESCE(${longest}, (SELECT CASE WHEN COUNT(*) >= 2 THEN 0 END ${facts.from}))`;
}

function fewestPerPeriodSql(context: HistoryContext, { types, where, periods }: Metric): Fragment {
  const bounds = periodBounds(periods!, context.asOf);
  const facts = factsOf(context, {
    types: types!,
    ...(where && { where }),
    when: (at) => sql`${at} >= ${integer(bounds.at(-1)!)} AND ${at} < ${integer(bounds[0]!)}`,
  });
  const counts = bounds
    .slice(1)
    .map(
      (from, index) =>
        sql`COUNT(CASE WHEN ${facts.at} >= ${integer(from)} AND ${facts.at} < ${integer(bounds[index]!)} THEN 1 END)`,
    );
  const { least } = context.dialect.functions;
  return sql`(SELECT ${counts.length === 1 ? counts[0]! : sql`${raw(least)}(${join(counts, ", ")})`} ${facts.from})`;
}

function trendSql(context: HistoryContext, metric: Metric, scale: number | undefined): Fragment {
  const length = exactMilliseconds((metric.window as Extract<WindowSpec, { kind: "last" }>).duration);
  const { asOf, dialect } = context;
  const over = (end: number): Fragment => {
    const facts = factsOf(context, {
      types: metric.types!,
      ...(metric.where && { where: metric.where }),
      when: (at) => sql`${at} > ${integer(end - length)} AND ${at} <= ${integer(end)}`,
    });
    const total =
      metric.property === undefined
        ? dialect.toDouble(raw("COUNT(*)"))
        : // MariaDB adds floored doubles as decimals, whose ratio it would cut after four digits.
          dialect.toDouble(sql`COALESCE(SUM(${scaled(context, propertySql(context, metric, facts.row), scale)}), 0)`);
    return sql`(SELECT ${total} ${facts.from})`;
  };
  return sql`(${over(asOf)} / NULLIF(${over(asOf - length)}, 0))`;
}

function knownForSql(context: HistoryContext): Fragment {
  const { asOf, catalog, mapping } = context;
  const created = catalog.attributes.createdAt?.type === "instant" ? [context.attribute("createdAt")] : [];
  const history =
    mapping.interactions === undefined ? [] : [factsOf(context, {})].map((facts) => sql`(SELECT MIN(${facts.at}) ${facts.from})`);
  const since = sql`COALESCE(${join([...created, ...history, raw("NULL")], ", ")})`;
  return sql`(CASE WHEN ${since} <= ${integer(asOf)} THEN ${integer(asOf)} - ${since} END)`;
}
