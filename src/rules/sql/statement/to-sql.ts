import type { InstantInput } from "../../../kernel/index.js";
import {
  aBoolean,
  anInstant,
  oneOf,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../../kernel/internal.js";
import { requireValidRule } from "../../check/check-rule.js";
import { currentRule } from "../../language/current-version.js";
import { bindCalendars, COMPILE_OPTIONS, type CompileOptions } from "../../language/business-time.js";
import { type Catalog, catalogOf } from "../../language/catalog.js";
import type { AllExpression, AnyExpression, Expression, Metric, Rule } from "../../language/expression.js";
import { metricType } from "../../language/metric-value.js";
import { figuresSql } from "./figure-sql.js";
import { forNode, isLeaf, type NodeTable } from "../../language/node-table.js";
import { clickhouseSubjects } from "../history/clickhouse-history.js";
import type { SqlDialectName } from "../dialects/dialect.js";
import { DIALECT_NAMES, dialectOf, render } from "../dialects/dialects.js";
import { type Fragment, join, junctionSql, raw, sql, type SqlStatement } from "../dialects/fragment.js";
import type { HistorySql } from "../history/history-leaves.js";
import type { HistoryContext } from "../history/history-sql.js";
import {
  clienteleLayout,
  columnOfAlias,
  SQL_MAPPING,
  type SqlMapping,
  sourceOf,
  tableName,
  typedValue,
} from "../mapping/mapping.js";
import { metricSql } from "../history/metric-sql.js";
import { sequenceSql } from "../history/sequence-sql.js";
import { shareSql } from "./share-sql.js";
import { stateSql } from "../history/state-sql.js";
import { fieldTest, valueTest } from "../tests/test-sql.js";
import { byZone } from "./zone-sql.js";

/** Options of {@link ruleToSql}. */
export interface SqlOptions extends CompileOptions {
  /** `mysql` is MySQL and MariaDB. */
  readonly dialect: SqlDialectName;
  /** Only what had happened by then counts. */
  readonly asOf: InstantInput;
  /** Tables and columns of the data; defaults to Clientele's own layout. */
  readonly mapping?: SqlMapping | undefined;
  /** Accepts sums of doubles without declared decimals, whose last digits depend on the database. Defaults to false. */
  readonly approximate?: boolean | undefined;
}

const SQL_OPTIONS: OptionShape<SqlOptions> = {
  dialect: oneOf(DIALECT_NAMES),
  asOf: anInstant,
  ...COMPILE_OPTIONS,
  mapping: optionsOf(SQL_MAPPING, ["subjects"]),
  approximate: aBoolean,
};

/**
 * Compiles a rule to a statement that selects the identifiers of exactly the subjects for which the rule holds, in no
 * particular order. Every value is bound, and every identifier is quoted and comes from the mapping.
 *
 * @returns the text with placeholders of the dialect, and the parameters in order
 * @throws ClienteleError `invalid_rule`; `invalid_option`; `unsupported_in_dialect` with the name of the operator; `inexact_sum`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * ruleToSql(vip, { dialect: "sqlite", asOf: 0, schema: standardCatalog }).parameters // => ["vip"]
 */
export function ruleToSql(rule: Rule, options: SqlOptions): SqlStatement {
  const { context, history } = statementContext(options);
  requireValidRule(rule, context.catalog);
  const condition = conditionSql(boundAt(currentRule(rule), options, context), context, history);
  return render(context.dialect, sql`SELECT ${context.subjectId} AS id FROM ${history.from()} WHERE ${condition}`);
}

/**
 * Compiles named metrics to one statement with one row per subject: the features that value, churn and segments need, computed
 * where the data is. NULL is a missing value; a length of time is in milliseconds.
 *
 * @param metrics - name of the column → metric (`schema.rules.metric.count("order.placed").last({ days: 90 }).metric`)
 * @throws ClienteleError as {@link ruleToSql}
 * @example
 * metricsToSql({ orders: { measure: "count", types: ["order.placed"] } }, { dialect: "duckdb", asOf: 0, schema: standardCatalog }).text.includes('AS "orders"') // => true
 */
export function metricsToSql(metrics: Readonly<Record<string, Metric>>, options: SqlOptions): SqlStatement {
  const { context, history } = statementContext(options);
  for (const metric of Object.values(metrics))
    requireValidRule({ version: 1, kind: "metric", metric, test: { is: "present" } }, context.catalog);
  const columns = Object.entries(metrics).map(
    ([name, metric]) =>
      sql`${byZone(context, boundAt(metric, options, context), (each) => history.metric(each))} AS ${raw(context.dialect.identifier(name))}`,
  );
  return render(context.dialect, sql`SELECT ${join([sql`${context.subjectId} AS id`, ...columns], ", ")} FROM ${history.from()}`);
}

function boundAt<Part>(part: Part, { calendars }: SqlOptions, { asOf }: HistoryContext): Part {
  const { bound, requireCovered } = bindCalendars(part, calendars);
  requireCovered(asOf);
  return bound;
}

function statementContext(given: SqlOptions): { context: HistoryContext; history: HistorySql } {
  const options = requireOptions(given, SQL_OPTIONS, { mandatory: ["dialect", "asOf", "schema"] });
  const dialect = dialectOf(options.dialect);
  const catalog: Catalog = catalogOf(options.schema);
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

/** Returns the condition of a node. Never NULL. */
function conditionSql(node: Expression, context: HistoryContext, history: HistorySql): Fragment {
  if (!isLeaf(node)) return forNode(conditions, node, context, history);
  return byZone(context, node, (each) => forNode(conditions, each, context, history));
}

/** The condition of each kind of node. Never NULL. */
const conditions: NodeTable<[context: HistoryContext, history: HistorySql], Fragment> = {
  all: junction,
  any: junction,
  not: ({ of }, context, history) => sql`(NOT ${conditionSql(of, context, history)})`,
  atLeast: ({ of, count }, context, history) =>
    sql`((${join(
      of.map((part) => sql`CASE WHEN ${conditionSql(part, context, history)} THEN 1 ELSE 0 END`),
      " + ",
    )}) >= ${{ kind: "integer", value: count }})`,
  attribute: ({ path, test }, context) => {
    const source = sourceOf(context.dialect, context.subjectAlias, context.mapping.subjects, path);
    return fieldTest(context, source, context.catalog.attributes[path]!, test);
  },
  metric: ({ metric, test }, context, history) =>
    valueTest(context, history.metric(metric), metricType(context.catalog, metric), test),
  sequence: (node, _context, history) => history.sequence(node),
  absence: (node, _context, history) => history.sequence(node),
  figures: (node, context, history) => figuresSql(context, history, node),
  state: (node, _context, history) => history.state(node),
  share: (node, context) => shareSql(context, node),
};

function junction({ kind, of }: AllExpression | AnyExpression, context: HistoryContext, history: HistorySql): Fragment {
  return junctionSql(
    kind,
    of.map((part) => conditionSql(part, context, history)),
  );
}
