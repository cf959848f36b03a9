import type { Expression, Leaf } from "clientele/rules";

/** The expression at a path such as `of[1].of`. */
export function expressionAt(rule: Expression, path: string): Expression {
  return path
    .split(/[.[\]]+/)
    .filter((key) => key !== "")
    .reduce<unknown>((value, key) => value?.[key as never], rule) as Expression;
}

/** The answer of a rule when each leaf, in order, answers as told. */
export function answerWith(node: Expression, leaves: readonly boolean[]): boolean {
  let next = 0;
  const ask = (part: Expression): boolean => {
    switch (part.kind) {
      case "all":
        return part.of.map(ask).every((holds) => holds);
      case "any":
        return part.of.map(ask).some((holds) => holds);
      case "not":
        return !ask(part.of);
      case "atLeast":
        return part.of.map(ask).filter((holds) => holds).length >= part.count;
      default:
        return leaves[next++]!;
    }
  };
  return ask(node);
}

/** The leaves of a rule in their order, without its version. */
export function leavesOf(node: Expression): Leaf[] {
  if (node.kind === "not") return leavesOf(node.of);
  if (node.kind === "all" || node.kind === "any" || node.kind === "atLeast") return node.of.flatMap(leavesOf);
  const { version: _, ...leaf } = node as Leaf & { version?: number };
  return [leaf as Leaf];
}
