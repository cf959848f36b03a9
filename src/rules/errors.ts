import type { Problem } from "../kernel/index.js";

/** Errors of the rule language. */
export interface RuleErrors {
  /**
   * @cause A rule is not valid: it has an unknown operator, a path or type that is not in the schema, a value of the wrong type, or it is too large.
   * @remedy Fix every listed problem. Each has its path and, if there is one, the nearest name. An invalid rule is never evaluated.
   */
  invalid_rule: { readonly problems: readonly Problem[] };
  /**
   * @cause A schema has a field that rules cannot represent: a transform, a union, a function, or a key with a dot.
   * @remedy Give the field a plain type, declare its type with `.meta({ clientele: { type } })`, or leave it out of the schema for rules.
   */
  unsupported_schema: { readonly problems: readonly Problem[] };
  /**
   * @cause A database dialect, or the given mapping, cannot evaluate part of a rule exactly.
   * @remedy Evaluate the rule in memory, or change the part that `operator` names. Nothing is approximated silently.
   */
  unsupported_in_dialect: { readonly dialect: string; readonly operator: string };
  /**
   * @cause A sum, an average or a trend reads a property that can be any double. Databases add doubles in another order, with another result.
   * @remedy Declare the decimals of the property (`.meta({ clientele: { decimals: 2 } })`), or pass `approximate: true` and accept different last digits.
   */
  inexact_sum: { readonly property: string };
  /**
   * @cause A rule was evaluated over columns, but it reads history, or a column that it reads is missing.
   * @remedy Add the named column with `populationColumns`, pass subjects instead, or compile the rule to SQL.
   */
  unavailable_column: { readonly column: string };
  /**
   * @cause A rule asks for business time that the open hours of a calendar do not reach: its horizon begins too late for how far the rule looks back, or it ends before the instant.
   * @remedy Supply open hours with a longer horizon in the option `calendars`, or pass an earlier `until` to `nextChangeAt`.
   */
  beyond_calendar: { readonly calendar: string; readonly from: string; readonly to: string };
  /**
   * @cause A precompiled rule needs an ability that the evaluator was not given.
   * @remedy Import the ability that `ability` names from `clientele/rules/evaluate`, and pass it to `createEvaluator`.
   */
  missing_ability: { readonly ability: string };
  /**
   * @cause A value is no precompiled rule, was made by a version of the package that this one does not read, or was changed since.
   * @remedy Make it again from the rule with `precompileRule` of the same version of the package.
   */
  invalid_precompiled_rule: { readonly reason: string };
  /**
   * @cause A stored state of live rules is of another version, or of a set whose streams are others than those of this set.
   * @remedy Pass the set that made it in the option `previous`, or apply the history to an empty state.
   */
  foreign_live_state: { readonly reason: string };
  /**
   * @cause A score expression has an unknown kind of node or a number that is not finite.
   * @remedy Fix the node at the path of the error.
   */
  invalid_score: { readonly path: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends RuleErrors {}
}
