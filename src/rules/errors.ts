import type { Problem } from "../kernel/index.js";

/** Errors of the rule language. */
export interface RuleErrors {
  /**
   * @cause A rule is not what the language allows: an unknown operator, a path or type that the schema has not, a value of the wrong type, bounds exceeded.
   * @remedy Mend every listed problem; each has its path and, where one is near, the right spelling. Nothing of an invalid rule is ever evaluated.
   */
  invalid_rule: { readonly problems: readonly Problem[] };
  /**
   * @cause A schema holds a type without a faithful meaning in rules (a transform, a union, a function, a key with a dot).
   * @remedy Give the field a plain type, declare its meaning with `.meta({ clientele: { type } })`, or leave it out of the schema that rules see.
   */
  unsupported_schema: { readonly problems: readonly Problem[] };
  /**
   * @cause A rule asks something that a database dialect, or the given mapping, cannot answer faithfully.
   * @remedy Evaluate this rule in memory, or change the part that `operator` and the path name; nothing is ever approximated silently.
   */
  unsupported_in_dialect: { readonly dialect: string; readonly operator: string };
  /**
   * @cause A sum, an average or a trend over a property that may be any double: databases add doubles in another order, with another result.
   * @remedy Declare the property's decimals (`.meta({ clientele: { decimals: 2 } })`), or pass `approximate: true` and accept the last digits.
   */
  inexact_sum: { readonly property: string };
  /**
   * @cause A rule was asked over columns, and one that it needs is not there, or it asks about history.
   * @remedy Bring the named column (`populationColumns`), give subjects instead, or compile the rule to SQL.
   */
  unavailable_column: { readonly column: string };
  /**
   * @cause A score expression is not what the layer allows, or names an input that is not mapped.
   * @remedy Read the message; the path names the node.
   */
  invalid_score: { readonly path: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends RuleErrors {}
}
