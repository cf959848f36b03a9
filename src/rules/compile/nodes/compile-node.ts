import type { EvaluatedExpression } from "../../language/zoned-rule.js";
import { type CompileContext, compilerOf } from "../context/ability.js";
import type { CompiledNode } from "../subject/compiled-node.js";

/** Compiles one node of a rule. */
export function compileNode(node: EvaluatedExpression, context: CompileContext): CompiledNode {
  const compile = compilerOf(context, "nodes", node.kind) as (node: EvaluatedExpression, context: CompileContext) => CompiledNode;
  return compile(node, context);
}
