import type { CatalogField, ValueType } from "./catalog.js";
import type { Metric } from "./expression.js";

/** A property of the interactions of some types. */
export interface PropertyField extends CatalogField {
  /** The only types whose interactions have it; absent where all the types are named and declare it. */
  readonly declaring?: readonly string[];
}

/** Gives the fields that a rule reads, whether a catalog has them or a precompiled rule. */
export interface RuleFields {
  /** Returns the field of an attribute; `undefined` if there is none. */
  readonly attribute: (path: string) => CatalogField | undefined;
  /** Returns the field of a property that interaction types share; `undefined` if they do not share it. */
  readonly property: (types: readonly string[], path: string) => PropertyField | undefined;
  /** Returns the type of a metric's value. */
  readonly metricType: (metric: Metric) => ValueType;
}
