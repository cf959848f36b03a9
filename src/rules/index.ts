/**
 * Rules are questions about one subject at one instant, as plain JSON: a segment, a lifecycle guard, a churn signal, an
 * audience. Start with {@link defineSchema}, whose typed builder makes rules, or read stored ones with {@link parseRule}.
 * {@link evaluateRule} evaluates a rule in memory, {@link explainRule} explains the result, and {@link ruleToSql} compiles it
 * to SQL that selects the same subjects. The guide is `docs/guides/writing-rules.md`.
 *
 * @packageDocumentation
 */

// Language: the types of rules, metrics and catalogs.
export type {
  AbsenceExpression,
  AllExpression,
  AnyExpression,
  AtLeastExpression,
  AttributeExpression,
  AttributeOperand,
  BusinessDuration,
  CalendarChoice,
  DatePart,
  DayRange,
  Expression,
  Figure,
  FigureComparison,
  FiguresExpression,
  ItemWhere,
  LaterStep,
  Leaf,
  LeapDay,
  Measure,
  Metric,
  MetricExpression,
  NotExpression,
  NumberTest,
  Operand,
  PeriodsSpec,
  Rule,
  SameProperty,
  RuleDuration,
  Scalar,
  SequenceExpression,
  ShareExpression,
  ShareHash,
  StateExpression,
  SubjectZone,
  Step,
  Test,
  TestName,
  Where,
  WindowAnchor,
  WindowSpec,
  ZoneSpec,
} from "./language/expression.js";
export type {
  Catalog,
  CatalogField,
  CatalogSource,
  CatalogState,
  FieldType,
  SchemaOption,
  ValueType,
} from "./language/catalog.js";
export type { Calendars, CompileOptions } from "./language/business-time.js";
export type { RuleReads } from "./language/rule-reads.js";

// Schema: the host's data, and the typed builder.
export { defineSchema, type Schema, type SchemaDefinition } from "./schema/define-schema.js";
export { standardCatalog } from "./schema/standard-catalog.js";
export type { FigureBuilder, FigureInput, FigureOptions, FigureTests } from "./builder/figures.js";
export type { ItemBuilder, ItemClause, ItemTests } from "./builder/tests.js";
export type { AnswerOptions, DurationSpan, MetricBuilder, MetricChain, MetricWindows, PeriodMetric } from "./builder/metrics.js";
export type { MissingStep, RuleBuilder, SequenceBuilder, SequenceSteps, SharedProperty, StateBuilder } from "./builder/rules.js";

// Check: rules from outside.
export { type ParseRuleOptions, parseRule, type RuleProblem, safeParseRule, validateRule } from "./check/parse-rule.js";
export type { RuleBounds } from "./check/rule-check.js";
export type { RuleErrors } from "./errors.js";

// Compile: evaluation in memory, for one subject or a population.
export {
  type CompiledRule,
  compileRule,
  type EvaluateOptions,
  evaluateRule,
  type NextChangeOptions,
  nextChangeAt,
} from "./compile/evaluate/compile-rule.js";
export { type PreparedSubject, type PrepareOptions, prepareSubject, type Visible } from "./compile/subject/prepared-subject.js";
export { compileMetrics, evaluateMetric, type MetricValue } from "./compile/evaluate/evaluate-metric.js";
export { precompileRule } from "./compile/evaluate/precompile-rule.js";
export type { PrecompiledRule } from "./language/precompiled-rule.js";
export { evaluatePopulation, type PopulationMatches } from "./compile/evaluate/evaluate-population.js";
export {
  type ListColumn,
  type NumberColumn,
  type PopulationColumn,
  type PopulationColumns,
  type PopulationColumnsOptions,
  populationColumns,
  type TextColumn,
  type ValueColumn,
} from "./compile/evaluate/population-columns.js";

// Words: descriptions, explanations and differences, in English and Chinese.
export { describeRule } from "./wording/describe-rule.js";
export type { WordingOptions } from "./wording/wording.js";
export { type ExplainOptions, explainRule } from "./explain/explain-rule.js";
export type { ExplainedNode, LeafFlip, RuleExplanation, SeenValue } from "./explain/explained.js";
export { diffRules, type RuleChange } from "./diff/diff-rules.js";
export type { PlacedNode } from "./language/normal-form.js";

// Editors: JSON Schema, and queries of react-querybuilder.
export { ruleJsonSchema } from "./json-schema/rule-json-schema.js";
export { type QueryBuilderOptions, ruleFromQueryBuilder } from "./query-builder/rule-from-query-builder.js";

// SQL: rules, metrics and scores in databases.
export { metricsToSql, ruleToSql, type SqlOptions } from "./sql/statement/to-sql.js";
export type { SqlDialectName } from "./sql/dialects/dialect.js";
export type { SqlColumn, SqlInstantColumn } from "./sql/mapping/columns.js";
export type { SqlStatement } from "./sql/dialects/fragment.js";
export {
  clienteleLayout,
  type InteractionTable,
  type SqlMapping,
  type StateTable,
  type SubjectTable,
} from "./sql/mapping/mapping.js";
export { type LayoutRows, layoutRowsOf } from "./sql/mapping/layout-rows.js";
export { evaluateScore, type ScoreCondition, type ScoreExpression } from "./score/score-expression.js";
export { type ScoreSource, scoreToSql } from "./score/score-sql.js";
