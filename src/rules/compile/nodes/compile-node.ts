import type { Expression } from "../../language/expression.js";
import { isLeaf } from "../../language/node-table.js";
import { type CompileContext, compilerOf, zonedPart } from "../context/ability.js";
import type { CompiledNode } from "../subject/compiled-node.js";

/** Compiles one node of a rule. */
export function compileNode(expression: Expression, context: CompileContext): CompiledNode {
  const compiledFor = isLeaf(expression) ? zonedPart(expression, context, (each) => compileNode(each, context)) : undefined;
  if (compiledFor !== undefined) {
    return {
      holds: (subject, asOf) => compiledFor(subject).holds(subject, asOf),
      next: (subject, asOf) => compiledFor(subject).next(subject, asOf),
    };
  }
  const compile = compilerOf(context, "nodes", expression.kind) as (node: Expression, context: CompileContext) => CompiledNode;
  return compile(expression, context);
}
