import { durationMilliseconds, zoneOffsets } from "../../kernel/internal.js";
import type { Catalog } from "../language/catalog.js";
import type { Metric, Where, WindowAnchor, WindowSpec } from "../language/expression.js";
import { constantZone } from "../language/subject-zone.js";
import { propertyField } from "../language/metric-value.js";
import { identifierColumn, instantIn } from "./columns.js";
import { type Fragment, integer, join, list, number, raw, sql } from "./fragment.js";
import { columnOfAlias, type FieldSource, type SqlMapping, sourceOf, tableName, typedValue } from "./mapping.js";
import { unsupported } from "./unsupported.js";
import { metricField } from "./metric-field.js";
import { unansweredSql } from "./sequence-sql.js";
import { fieldTest, type TestContext, valueTest } from "./test-sql.js";
import { earliestOf, windowCondition } from "./window-sql.js";

/** What the SQL of a leaf that reads history needs. */
export interface HistoryContext extends TestContext {
  readonly catalog: Catalog;
  readonly mapping: SqlMapping;
  readonly approximate: boolean;
  /** The identifier of the subject in the outer statement. */
  readonly subjectId: Fragment;
  /** Alias of the subject's table. */
  readonly subjectAlias: string;
  /** Returns a new alias for each use of a table. */
  readonly nextAlias: () => string;
}

/** One interaction in SQL: a row of the table, or an element of an array. */
export interface FactRow {
  readonly at: Fragment;
  readonly id: Fragment;
  readonly channel: () => Fragment;
  /** Returns the location of a property. */
  readonly source: (path: string) => FieldSource;
}

/** Returns conditions on one interaction. Never NULL. */
export function whereSql(context: HistoryContext, where: Where, types: readonly string[], row: FactRow): Fragment {
  switch (where.kind) {
    case "all":
    case "any":
      return sql`(${join(
        where.of.map((part) => whereSql(context, part, types, row)),
        where.kind === "all" ? " AND " : " OR ",
      )})`;
    case "not":
      return sql`(NOT ${whereSql(context, where.of, types, row)})`;
    case "channel":
      return valueTest(context, context.dialect.binaryText(row.channel()), "text", where.test);
    case "property":
      return fieldTest(context, row.source(where.path), propertyField(context.catalog, types, where.path)!.type, where.test);
  }
}

/** Returns the table of interactions of the mapping. */
export function interactionsOf({ mapping, dialect }: HistoryContext): NonNullable<SqlMapping["interactions"]> {
  if (mapping.interactions === undefined) throw unsupported(dialect, "history", "The mapping has no table of interactions.");
  return mapping.interactions;
}

/** One use of the interaction table: the interactions of the outer subject that are of some types, in a window. */
interface Facts {
  readonly row: FactRow;
  readonly at: Fragment;
  /** `FROM … WHERE …` without the ordering. */
  readonly from: Fragment;
  /** The total order `(at, id)`. */
  readonly order: (direction: "ASC" | "DESC") => Fragment;
}

/** Returns one use of the interaction table. */
export function factsOf(
  context: HistoryContext,
  {
    types,
    where,
    window,
    when,
  }: {
    types?: readonly string[] | undefined;
    where?: Where | undefined;
    window?: WindowSpec | undefined;
    when?: ((at: Fragment, row: FactRow) => Fragment) | undefined;
  },
): Facts {
  const { dialect } = context;
  const columns = interactionsOf(context);
  const alias = context.nextAlias();
  const column = (name: string): Fragment => columnOfAlias(dialect, alias, name);
  const at = typeof columns.at === "string" ? column(columns.at) : column(INSTANT);
  const row: FactRow = {
    at,
    id: identifierColumn(dialect, column(columns.id)),
    channel: () => {
      if (columns.channel === undefined) throw unsupported(dialect, "channel", "The mapping has no column for the channel.");
      return column(columns.channel);
    },
    source: (path) => sourceOf(dialect, alias, columns, path),
  };
  const conditions = [
    sql`${column(columns.subjectId)} = ${context.subjectId}`,
    ...(types === undefined ? [] : [sql`${dialect.binaryText(column(columns.type))} IN ${list("text", types)}`]),
    when === undefined ? windowCondition(window, at, context.asOf, (of) => anchorSql(context, of)) : when(at, row),
    ...(where === undefined ? [] : [whereSql(context, where, types ?? [], row)]),
  ];
  return {
    row,
    at,
    from: sql`FROM ${factTable(context)} ${raw(alias)} WHERE ${join(conditions, " AND ")}`,
    order: (direction) => sql`ORDER BY ${at} ${raw(direction)}, ${row.id} ${raw(direction)}`,
  };
}

/** Column of the instant of a fact in epoch milliseconds, where the table has another kind. */
const INSTANT = "clientele_at";

/** Returns the table of interactions, with the instant as a further column if the table has it in another kind. */
function factTable(context: HistoryContext): Fragment {
  const { dialect } = context;
  const columns = interactionsOf(context);
  const table = tableName(dialect, columns.table);
  if (typeof columns.at === "string") return table;
  const at = instantIn(dialect, columns.at, (name) => columnOfAlias(dialect, "f", name));
  return sql`(SELECT f.*, ${at} AS ${raw(dialect.identifier(INSTANT))} FROM ${table} f)`;
}

function anchorSql(context: HistoryContext, of: WindowAnchor): Fragment {
  if ("attribute" in of) return context.attribute(of.attribute);
  const facts = factsOf(context, { types: "first" in of ? of.first : of.last });
  return sql`(SELECT ${raw("first" in of ? "MIN" : "MAX")}(${facts.at}) ${facts.from})`;
}

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
    case "trend":
      return trendSql(context, metric, property?.scale);
    case "unanswered":
      return unansweredSql(context, metric);
  }
}

/** Returns the property of an interaction that a metric reads; an amount in another currency is NULL. */
export function propertySql(context: HistoryContext, metric: Metric, row: FactRow): Fragment {
  const { dialect, catalog } = context;
  const field = propertyField(catalog, metric.types ?? [], metric.property!)!;
  const value = typedValue(dialect, row.source(metric.property!), field.type);
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

function trendSql(context: HistoryContext, metric: Metric, scale: number | undefined): Fragment {
  const length = durationMilliseconds((metric.window as Extract<WindowSpec, { kind: "last" }>).duration);
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
