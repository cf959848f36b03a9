export type { MetricBuilder, MetricChain, MetricWindows } from "./builder/metrics.js";
export type { RuleBuilder, SequenceBuilder, SequenceSteps } from "./builder/rules.js";
export type { Catalog, CatalogField, CatalogSource, FieldType, SchemaOption, ValueType } from "./language/catalog.js";
export type { RuleBounds } from "./check/rule-check.js";
export {
  type CompiledRule,
  compileRule,
  evaluateRule,
  type EvaluateOptions,
  nextChangeAt,
  type NextChangeOptions,
} from "./compile/compile-rule.js";
export { describeRule } from "./wording/describe-rule.js";
export { defineSchema, type Schema, type SchemaDefinition } from "./schema/define-schema.js";
export type {
  AbsenceExpression,
  AllExpression,
  AnyExpression,
  AtLeastExpression,
  AttributeExpression,
  Expression,
  Leaf,
  LeapDay,
  Measure,
  Metric,
  MetricExpression,
  NotExpression,
  NumberTest,
  Operand,
  Rule,
  Scalar,
  SequenceExpression,
  StateExpression,
  Step,
  Test,
  TestName,
  Where,
  WindowAnchor,
  WindowSpec,
} from "./language/expression.js";
export { diffRules, type RuleChange } from "./diff/diff-rules.js";
export type { PlacedNode } from "./diff/normal-form.js";
export type { ExplainedNode, LeafFlip, RuleExplanation, SeenValue } from "./explain/explained.js";
export { explainRule } from "./explain/explain-rule.js";
export { ruleJsonSchema } from "./json-schema/rule-json-schema.js";
export { type ParseRuleOptions, parseRule, safeParseRule, validateRule } from "./check/parse-rule.js";
export { type PreparedSubject, type PrepareOptions, prepareSubject, type Visible } from "./compile/prepared-subject.js";
export { type QueryBuilderOptions, ruleFromQueryBuilder } from "./query-builder/rule-from-query-builder.js";
export type { RuleReads } from "./language/rule-reads.js";
export { standardCatalog } from "./schema/standard-catalog.js";
export type { SqlDialectName } from "./sql/dialect.js";
export type { SqlStatement } from "./sql/fragment.js";
export { type LayoutRows, layoutRowsOf } from "./sql/layout-rows.js";
export { clienteleLayout, type SqlColumn, type SqlMapping } from "./sql/mapping.js";
export { metricsToSql, type SqlOptions, ruleToSql } from "./sql/to-sql.js";
export { compileMetrics, evaluateMetric, type MetricValue } from "./compile/evaluate-metric.js";
export { evaluatePopulation, type PopulationMatches } from "./compile/evaluate-population.js";
export {
  type NumberColumn,
  type PopulationColumns,
  populationColumns,
  type ListColumn,
  type PopulationColumn,
  type TextColumn,
  type ValueColumn,
} from "./compile/population-columns.js";
export { evaluateScore, type ScoreCondition, type ScoreExpression } from "./score/score-expression.js";
export { type ScoreSource, scoreToSql } from "./score/score-sql.js";
export type { WordingOptions } from "./wording/wording.js";
export type { RuleErrors } from "./errors.js";
