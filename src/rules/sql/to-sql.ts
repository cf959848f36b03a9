import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { requireValidRule } from "../check/check-rule.js";
import { type CatalogSource, catalogOf } from "../language/catalog.js";
import type { Catalog } from "../language/catalog.js";
import type { Expression, Metric, Rule } from "../language/expression.js";
import { metricType } from "../language/metric-value.js";
import { clickhouseSubjects } from "./clickhouse-history.js";
import type { SqlDialectName } from "./dialect.js";
import { dialectOf, render } from "./dialects.js";
import { type Fragment, join, raw, sql, type SqlStatement } from "./fragment.js";
import type { HistorySql } from "./history-leaves.js";
import { type HistoryContext, metricSql, sequenceSql } from "./history-sql.js";
import { clienteleLayout, columnOfAlias, type SqlMapping, sourceOf, tableName, typedValue } from "./mapping.js";
import { stateSql } from "./state-sql.js";
import { fieldTest, valueTest } from "./test-sql.js";

/** How to compile to SQL. */
export interface SqlOptions {
  /** `mysql` serves MariaDB too. */
  readonly dialect: SqlDialectName;
  /** The instant of the question. */
  readonly asOf: InstantInput;
  /** What the rule's words mean. */
  readonly schema: CatalogSource;
  /** Where the data is; Clientele's own layout unless told. */
  readonly mapping?: SqlMapping | undefined;
  /** Accepts sums of free doubles, whose last digits depend on the database. */
  readonly approximate?: boolean | undefined;
}

/**
 * Compiles a rule to a statement that selects the identifiers of exactly the subjects that it holds for, in no
 * particular order. Every value is bound, every identifier is quoted and comes from the mapping.
 *
 * @returns the text with the dialect's placeholders, and the parameters in their order
 * @throws ClienteleError `invalid_rule`; `unsupported_in_dialect` with the operator's name; `inexact_sum`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * ruleToSql(vip, { dialect: "sqlite", asOf: 0, schema: standardCatalog }).parameters // => ["vip"]
 */
export function ruleToSql(rule: Rule, options: SqlOptions): SqlStatement {
  const catalog = catalogOf(options.schema);
  requireValidRule(rule, catalog);
  const { context, history } = statementContext(options, catalog);
  const condition = expressionSql(context, history, rule);
  return render(context.dialect, sql`SELECT ${context.subjectId} AS id FROM ${history.from()} WHERE ${condition}`);
}

/**
 * Compiles named metrics into one statement with a row a subject: the features that value, churn and segments need,
 * computed where the data is. NULL is missing; a length of time is milliseconds.
 *
 * @param metrics - name of the column → metric (`schema.rules.metric.count("order.placed").last({ days: 90 }).metric`)
 * @throws ClienteleError as {@link ruleToSql}
 * @example
 * metricsToSql({ orders: { measure: "count", types: ["order.placed"] } }, { dialect: "duckdb", asOf: 0, schema: standardCatalog }).text.includes('AS "orders"') // => true
 */
export function metricsToSql(metrics: Readonly<Record<string, Metric>>, options: SqlOptions): SqlStatement {
  const catalog = catalogOf(options.schema);
  for (const metric of Object.values(metrics))
    requireValidRule({ version: 1, kind: "metric", metric, test: { is: "present" } }, catalog);
  const { context, history } = statementContext(options, catalog);
  const columns = Object.entries(metrics).map(
    ([name, metric]) => sql`${history.metric(metric)} AS ${raw(context.dialect.identifier(name))}`,
  );
  return render(context.dialect, sql`SELECT ${join([sql`${context.subjectId} AS id`, ...columns], ", ")} FROM ${history.from()}`);
}

function statementContext(options: SqlOptions, catalog: Catalog): { context: HistoryContext; history: HistorySql } {
  const dialect = dialectOf(options.dialect);
  const mapping = options.mapping ?? clienteleLayout;
  const alias = "s";
  let aliases = 0;
  const context: HistoryContext = {
    dialect,
    asOf: toMilliseconds(options.asOf, "asOf"),
    catalog,
    mapping,
    approximate: options.approximate === true,
    subjectAlias: alias,
    subjectId: columnOfAlias(dialect, alias, mapping.subjects.id),
    nextAlias: () => `t${++aliases}`,
    attribute: (path) => typedValue(dialect, sourceOf(dialect, alias, mapping.subjects, path), catalog.attributes[path]!.type),
  };
  if (dialect.name === "clickhouse") return { context, history: clickhouseSubjects(context) };
  return {
    context,
    history: {
      metric: (metric) => metricSql(context, metric),
      sequence: (expression) => sequenceSql(context, expression),
      state: (expression) => stateSql(context, expression),
      from: () => sql`${tableName(dialect, mapping.subjects.table)} ${raw(alias)}`,
    },
  };
}

/** The condition of a node. Never NULL. */
function expressionSql(context: HistoryContext, history: HistorySql, expression: Expression): Fragment {
  const { dialect, mapping, catalog } = context;
  switch (expression.kind) {
    case "all":
    case "any":
      return sql`(${join(
        expression.of.map((part) => expressionSql(context, history, part)),
        expression.kind === "all" ? " AND " : " OR ",
      )})`;
    case "not":
      return sql`(NOT ${expressionSql(context, history, expression.of)})`;
    case "atLeast":
      return sql`((${join(
        expression.of.map((part) => sql`CASE WHEN ${expressionSql(context, history, part)} THEN 1 ELSE 0 END`),
        " + ",
      )}) >= ${{ kind: "integer", value: expression.count }})`;
    case "attribute":
      return fieldTest(
        context,
        sourceOf(dialect, context.subjectAlias, mapping.subjects, expression.path),
        catalog.attributes[expression.path]!.type,
        expression.test,
      );
    case "metric":
      return valueTest(context, history.metric(expression.metric), metricType(catalog, expression.metric), expression.test);
    case "sequence":
    case "absence":
      return history.sequence(expression);
    case "state":
      return history.state(expression);
  }
}
