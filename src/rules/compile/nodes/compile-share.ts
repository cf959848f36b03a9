import type { ShareExpression } from "../../language/expression.js";
import { shareEnd, sharePlace, shareStart } from "../../language/share.js";
import { type CompiledNode, never } from "../subject/compiled-node.js";

/** Compiles a random share to a function of the identifier. */
export function shareOf(expression: ShareExpression): (id: string) => boolean {
  const start = shareStart(expression);
  const end = shareEnd(expression);
  return (id) => sharePlace(start, id) < end;
}

/** Compiles a random share of the subjects. */
export function shareNode(expression: ShareExpression): CompiledNode {
  const isIn = shareOf(expression);
  return { holds: ({ id }) => isIn(id), next: never };
}
