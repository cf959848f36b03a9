import type { Expression } from "../language/expression.js";

/** The value that a leaf saw. */
export interface SeenValue {
  /** Whether the value is absent, or of another type than the catalog's. */
  readonly missing: boolean;
  /** Milliseconds for a length of time, ISO 8601 for an instant, `null` for a missing value or an object. */
  readonly value: string | number | boolean | readonly (string | number | boolean)[] | null;
  /** The value in words. */
  readonly text: string;
}

/** A node of a rule with its result. */
export interface ExplainedNode {
  /** Place in the rule: `""`, `of[1]`, `of[1].of`. */
  readonly path: string;
  readonly kind: Expression["kind"];
  readonly holds: boolean;
  /** What was seen and what is required: "order.placed happened 2 times in the last 365 days; required: at least 3 times". */
  readonly sentence: string;
  /** What the rule requires, in words: below a `not`, the opposite of what the node tests. */
  readonly wanted: string;
  /** Only on a leaf. */
  readonly seen?: SeenValue;
  /** Only on a node that is not a leaf. */
  readonly parts?: readonly ExplainedNode[];
}

/** A leaf that would have to change. */
export interface LeafFlip {
  /** First place in the rule. */
  readonly path: string;
  /** Every place in the rule where the same leaf stands. */
  readonly paths: readonly string[];
  /** The result that the leaf would have to have. */
  readonly to: boolean;
  readonly seen: SeenValue;
  /** The value that it would take, in words. */
  readonly wanted: string;
  readonly sentence: string;
}

/** Explanation of why a rule holds for a subject or not, as plain JSON. */
export interface RuleExplanation {
  readonly holds: boolean;
  /** ISO 8601. */
  readonly asOf: string;
  /** The result, and what would change it. */
  readonly sentence: string;
  readonly tree: ExplainedNode;
  /**
   * The fewest leaves that would have to change to change the result; empty if no possible change of leaves was found. Equal
   * leaves are one, and leaves on the same field, metric or timeline do not contradict each other. Leaves on different values
   * count as independent.
   */
  readonly change: readonly LeafFlip[];
}
