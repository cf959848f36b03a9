import { LARGEST_INSTANT } from "../../../kernel/index.js";
import type { Metric, StateExpression, Test, WindowSpec } from "../../language/expression.js";
import { exactMilliseconds, spanOf } from "../../language/span.js";
import { identifierColumn, instantIn } from "../mapping/columns.js";
import { type Fragment, integer, join, number, raw, sql, text } from "../dialects/fragment.js";
import type { HistorySql } from "./history-leaves.js";
import { type HistoryContext, interactionsOf } from "./history-sql.js";
import { facts, factCondition, firstOrNull, HISTORY, instants, mapped } from "./clickhouse-facts.js";
import { sequenceOverArray, unansweredOverArray } from "./clickhouse-sequence.js";
import { tableName } from "../mapping/mapping.js";
import { metricField } from "./metric-field.js";
import { dayBucket, propertySql, scaled } from "./metric-sql.js";
import { changeOf, stateTest, statesOf } from "./state-sql.js";
import { periodBounds } from "./window-sql.js";

/** All steps of a subject's timelines, as an array of tuples (key, value, from, to). */
const STATES = raw("v.steps");

/**
 * Compiles the leaves that read history for ClickHouse: one aggregation makes one array of interactions per subject, which array
 * functions then read. Without window functions and correlated subqueries, the statement runs shard by shard.
 */
export function clickhouseSubjects(context: HistoryContext): HistorySql {
  const used = { history: false, states: false };
  return {
    metric: (metric) => {
      used.history = true;
      return metricOverArray(context, metric);
    },
    sequence: (expression) => {
      used.history = true;
      return sequenceOverArray(context, expression);
    },
    state: (expression) => {
      used.states = true;
      return stateOverArray(context, expression);
    },
    from: () => {
      const { dialect, mapping } = context;
      const joins = [sql`${tableName(dialect, mapping.subjects.table)} ${raw(context.subjectAlias)}`];
      if (used.history) joins.push(historyJoin(context));
      if (used.states) joins.push(statesJoin(context));
      return join(joins, " ");
    },
  };
}

function historyJoin(context: HistoryContext): Fragment {
  const { dialect, asOf } = context;
  const columns = interactionsOf(context);
  const name = (column: string): Fragment => raw(dialect.identifier(column));
  const empty = raw("''");
  const elements = [
    instantIn(dialect, columns.at, name),
    identifierColumn(dialect, name(columns.id)),
    name(columns.type),
    columns.channel === undefined ? empty : name(columns.channel),
    columns.document === undefined ? empty : name(columns.document),
    ...Object.values(columns.columns ?? {}).map(({ column }) => name(column)),
  ];
  return sql`LEFT JOIN (SELECT ${name(columns.subjectId)} AS subject_id, arraySort(fact -> (fact.1, fact.2), groupArray(tuple(${join(elements, ", ")}))) AS history FROM ${tableName(dialect, columns.table)} WHERE ${instantIn(dialect, columns.at, name)} <= ${integer(asOf)} GROUP BY subject_id) h ON h.subject_id = ${context.subjectId}`;
}

function statesJoin(context: HistoryContext): Fragment {
  const { dialect } = context;
  const states = statesOf(context);
  const name = (column: string): Fragment => raw(dialect.identifier(column));
  return sql`LEFT JOIN (SELECT ${name(states.subjectId)} AS subject_id, groupArray(tuple(${name(states.key)}, ${name(states.value)}, ${instantIn(dialect, states.from, name)}, ifNull(${instantIn(dialect, states.to, name)}, ${integer(LARGEST_INSTANT)}))) AS steps FROM ${tableName(dialect, states.table)} GROUP BY subject_id) v ON v.subject_id = ${context.subjectId}`;
}

function metricOverArray(context: HistoryContext, metric: Metric): Fragment {
  const { asOf, catalog, dialect } = context;
  if (metric.measure === "knownFor") {
    const created = catalog.attributes.createdAt?.type === "instant" ? [context.attribute("createdAt")] : [];
    // Both are doubles: of two types this would be a variant, of which a missing one converts to 0.
    const since = sql`coalesce(${join([...created, dialect.toDouble(firstOrNull(instants(context, HISTORY), 1))], ", ")})`;
    return sql`(CASE WHEN ${since} <= ${integer(asOf)} THEN ${integer(asOf)} - ${since} END)`;
  }
  const { types, where, window } = metric;
  const found = facts(context, { ...(types && { types }), where, window });
  const scale = metricField(metric, catalog, context.approximate)?.scale;
  const values = (): Fragment => {
    const variable = context.nextAlias();
    const all = mapped(context, found, (row) => propertySql(context, metric, row));
    return sql`arrayMap(${raw(variable)} -> assumeNotNull(${raw(variable)}), arrayFilter(${raw(variable)} -> ${raw(variable)} IS NOT NULL, ${all}))`;
  };
  const total = (): Fragment => {
    const variable = context.nextAlias();
    return sql`arraySum(arrayMap(${raw(variable)} -> ${scaled(context, raw(variable), scale)}, ${values()}))`;
  };
  switch (metric.measure) {
    case "count":
      return sql`toInt64(length(${found}))`;
    case "sum":
      return sql`(${total()} / ${number(scale ?? 1)})`;
    case "average":
      return sql`(${total()} / (${number(scale ?? 1)} * nullIf(${dialect.toDouble(sql`length(${values()})`)}, 0)))`;
    case "minimum":
      return sql`if(empty(${values()}), NULL, arrayMin(${values()}))`;
    case "maximum":
      return sql`if(empty(${values()}), NULL, arrayMax(${values()}))`;
    case "distinct":
      return sql`toInt64(length(arrayDistinct(${values()})))`;
    case "first":
    case "last": {
      const position = metric.measure === "first" ? 1 : -1;
      return firstOrNull(
        metric.property === undefined
          ? instants(context, found)
          : mapped(context, found, (row) => propertySql(context, metric, row)),
        position,
      );
    }
    case "timeSinceFirst":
    case "timeSinceLast":
      return sql`(${integer(asOf)} - ${firstOrNull(instants(context, found), metric.measure === "timeSinceFirst" ? 1 : -1)})`;
    case "daysActive":
      return sql`toInt64(length(arrayDistinct(${mapped(context, found, (row) => dayBucket(context, row.at, metric))})))`;
    case "longestGap":
      return sql`if(length(${found}) >= 2, arrayMax(arrayDifference(${instants(context, found)})), NULL)`;
    case "meanGap": {
      const at = instants(context, found);
      return sql`if(length(${found}) >= 2, toFloat64(arrayElement(${at}, -1) - arrayElement(${at}, 1)) / toFloat64(length(${found}) - 1), NULL)`;
    }
    case "unanswered":
      return unansweredOverArray(context, metric);
    case "longestBreak":
      return longestBreakOverArray(context, metric);
    case "fewestPerPeriod":
      return fewestPerPeriodOverArray(context, metric);
    case "trend":
      return trendOverArray(context, metric, scale);
  }
}

function longestBreakOverArray(context: HistoryContext, { types, where, window }: Metric): Fragment {
  const all = facts(context, { types: types!, where });
  const [gap, fact, position] = [context.nextAlias(), context.nextAlias(), context.nextAlias()];
  const inWindow = factCondition(context, fact, { window });
  const breaks = sql`arrayFilter((${raw(gap)}, ${raw(fact)}, ${raw(position)}) -> (${raw(position)} > 1 AND ${inWindow}), arrayDifference(${instants(context, all)}), ${all}, arrayEnumerate(${all}))`;
  return sql`if(empty(${breaks}), NULL, arrayMax(${breaks}))`;
}

function fewestPerPeriodOverArray(context: HistoryContext, { types, where, periods }: Metric): Fragment {
  const bounds = periodBounds(periods!, context.asOf);
  const bound = (milliseconds: readonly number[]): Fragment =>
    sql`[${join(
      milliseconds.map((each) => sql`${integer(each)}`),
      ", ",
    )}]`;
  const [from, to, at] = [context.nextAlias(), context.nextAlias(), context.nextAlias()];
  const found = instants(context, facts(context, { types: types!, where }));
  const counted = sql`arrayCount(${raw(at)} -> (${raw(at)} >= ${raw(from)} AND ${raw(at)} < ${raw(to)}), ${found})`;
  return sql`toInt64(arrayMin(arrayMap((${raw(from)}, ${raw(to)}) -> ${counted}, ${bound(bounds.slice(1))}, ${bound(bounds.slice(0, -1))})))`;
}

function trendOverArray(context: HistoryContext, metric: Metric, scale: number | undefined): Fragment {
  const length = exactMilliseconds((metric.window as Extract<WindowSpec, { kind: "last" }>).duration);
  const { asOf } = context;
  const over = (end: number): Fragment => {
    const found = facts(context, {
      types: metric.types!,
      where: metric.where,
      when: (at) => sql`${at} > ${integer(end - length)} AND ${at} <= ${integer(end)}`,
    });
    if (metric.property === undefined) return sql`toFloat64(length(${found}))`;
    return sql`arraySum(${mapped(context, found, (row) => sql`ifNull(${scaled(context, propertySql(context, metric, row), scale)}, 0)`)})`;
  };
  return sql`(${over(asOf)} / nullIf(${over(asOf - length)}, 0))`;
}

function stateOverArray(context: HistoryContext, expression: StateExpression): Fragment {
  const { key, test, for: duration } = expression;
  const { asOf } = context;
  const length = duration === undefined ? 0 : asOf - spanOf(duration).start(asOf);
  const exists = (condition: (variable: string) => Fragment): Fragment => {
    const variable = context.nextAlias();
    return sql`arrayExists(${raw(variable)} -> (${raw(`${variable}.1`)} = ${text(key)} AND ${condition(variable)}), ${STATES})`;
  };
  const change = changeOf(expression);
  if (change !== undefined) {
    const side = change.after ? 3 : 4;
    const [before, beyond] = change.after ? ["<", ">="] : ["<=", ">"];
    return exists((step) => {
      const at = raw(`${step}.${side}`);
      const continued = exists(
        (other) =>
          sql`${raw(`${other}.3 ${before} `)}${at} AND ${raw(`${other}.4 ${beyond} `)}${at} AND ${stateTest(context, raw(`${other}.2`), change.test)}`,
      );
      return sql`${at} > ${integer(change.within.start(asOf))} AND ${at} <= ${integer(asOf)} AND ${raw(`${step}.4 > ${step}.3`)} AND ${stateTest(context, raw(`${step}.2`), change.test)} AND NOT ${continued}`;
    });
  }
  const covers = (instant: number, passes: Test): Fragment =>
    exists(
      (variable) =>
        sql`${raw(`${variable}.3`)} <= ${integer(instant)} AND ${raw(`${variable}.4`)} > ${integer(instant)} AND ${stateTest(context, raw(`${variable}.2`), passes)}`,
    );
  const held = test.is === "missing" ? sql`(NOT ${covers(asOf - length, { is: "present" })})` : covers(asOf - length, test);
  if (length === 0) return held;
  const breaks = exists(
    (variable) =>
      sql`${raw(`${variable}.3`)} > ${integer(asOf - length)} AND ${raw(`${variable}.3`)} <= ${integer(asOf)} AND NOT ${stateTest(context, raw(`${variable}.2`), test)}`,
  );
  return sql`(${held} AND NOT ${breaks})`;
}
