import type { Expression, Rule, SequenceExpression } from "./expression.js";

/** The version of the rules that the builder makes. */
export const CURRENT_VERSION = 2;

/**
 * Returns a rule with the defaults of version 2: in version 1, a sequence without an anchor starts at the last first step.
 * Places in the rule stay, and a rule that means the same in both versions is returned as it is.
 */
export function currentRule(rule: Rule): Expression {
  return rule.version === 1 ? anchored(rule) : rule;
}

function anchored<Node extends Expression>(node: Node): Node | SequenceExpression {
  switch (node.kind) {
    case "sequence":
      return node.anchor === undefined ? { ...node, anchor: "last" } : node;
    case "not": {
      const of = anchored(node.of);
      return of === node.of ? node : { ...node, of };
    }
    case "all":
    case "any":
    case "atLeast": {
      const of = node.of.map((part) => anchored(part));
      return of.every((part, index) => part === node.of[index]) ? node : { ...node, of };
    }
    default:
      return node;
  }
}

/** Returns the anchor of a sequence or an absence: the one that it names, else that of version 2. */
export function anchorOf({
  kind,
  anchor,
}: Pick<Extract<Expression, { kind: "sequence" | "absence" }>, "kind" | "anchor">): "last" | "any" {
  return anchor ?? (kind === "sequence" ? "any" : "last");
}
