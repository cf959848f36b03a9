import type { CatalogField, ValueType } from "./catalog.js";
import type { PropertyField, RuleFields } from "./rule-fields.js";

/** The version of the precompiled rules that this package makes and reads. */
export const PRECOMPILED_VERSION = 1;

/**
 * A checked rule with everything that evaluating it needs, as plain JSON. `precompileRule` makes it. It is not checked again,
 * so evaluate only those that you made yourself.
 */
export interface PrecompiledRule {
  readonly kind: "precompiledRule";
  /** Version of this form. An evaluator refuses any other one than its own. */
  readonly version: 1;
  /** Names of the abilities that an evaluator needs for it, in code-point order. */
  readonly abilities: readonly string[];
  /** The rule as evaluators read it: with the defaults of version 2, and its zones of subjects marked. */
  readonly rule: Readonly<Record<string, unknown>>;
  /** Path → field, of the attributes that the rule reads. */
  readonly attributes: Readonly<Record<string, CatalogField>>;
  /** Interaction types and path → field, of the properties that it reads. */
  readonly properties: Readonly<Record<string, CatalogField>>;
  /** Metric → type of its value. */
  readonly metrics: Readonly<Record<string, ValueType>>;
}

/** The fields of a precompiled rule, while they are collected. */
export type CollectedFields = {
  -readonly [Kind in "attributes" | "properties" | "metrics"]: Record<string, PrecompiledRule[Kind][string]>;
};

/** Returns the fields of a precompiled rule as its evaluation reads them. */
export function fieldsOfPrecompiled({ attributes, properties, metrics }: CollectedFields | PrecompiledRule): RuleFields {
  return {
    attribute: (path) => attributes[path],
    property: (types, path) => properties[keyOf(types, path)],
    metricType: ({ measure, types, property }) => metrics[keyOf(measure, types, property)]!,
  };
}

/** Returns fields that are also written to a collection when they are read. */
export function collectedFields(fields: RuleFields, found: CollectedFields): RuleFields {
  const kept = <Answer>(table: Record<string, Answer>, key: string, answer: Answer | undefined): Answer | undefined => {
    if (answer !== undefined) table[key] = answer;
    return answer;
  };
  return {
    attribute: (path) => kept(found.attributes, path, fields.attribute(path)),
    property: (types, path) => kept<PropertyField>(found.properties, keyOf(types, path), fields.property(types, path)),
    metricType: (metric) => kept(found.metrics, keyOf(metric.measure, metric.types, metric.property), fields.metricType(metric))!,
  };
}

/** Returns the key of a question about fields. */
function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}
