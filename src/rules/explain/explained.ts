import type { Expression } from "../language/expression.js";

/** What a leaf looked at. */
export interface SeenValue {
  /** Not there, or of another type than the catalog's. */
  readonly missing: boolean;
  /** A length of time is milliseconds, an instant is ISO 8601; `null` where it is missing, or an object. */
  readonly value: string | number | boolean | readonly (string | number | boolean)[] | null;
  /** The same in words. */
  readonly text: string;
}

/** A node of a rule with its answer. */
export interface ExplainedNode {
  /** Where in the rule: `""`, `of[1]`, `of[1].of`. */
  readonly path: string;
  readonly kind: Expression["kind"];
  readonly holds: boolean;
  /** What is, and what was wanted: "order.placed happened 2 times in the last 365 days; wanted at least 3". */
  readonly sentence: string;
  /** What was wanted, in words. */
  readonly wanted: string;
  /** Of a leaf. */
  readonly seen?: SeenValue;
  /** Of any other node. */
  readonly parts?: readonly ExplainedNode[];
}

/** A leaf that has to change. */
export interface LeafFlip {
  /** Where in the rule. */
  readonly path: string;
  /** What its answer has to become. */
  readonly to: boolean;
  readonly seen: SeenValue;
  /** The value that it takes, in words. */
  readonly wanted: string;
  readonly sentence: string;
}

/** Why a rule holds for a subject, or why not: plain JSON. */
export interface RuleExplanation {
  readonly holds: boolean;
  /** ISO 8601. */
  readonly asOf: string;
  /** The answer, and what would turn it. */
  readonly sentence: string;
  readonly tree: ExplainedNode;
  /** The fewest leaves whose flip turns the answer, leaves taken as independent. */
  readonly change: readonly LeafFlip[];
}
