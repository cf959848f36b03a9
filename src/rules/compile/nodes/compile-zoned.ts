import type { Expression } from "../../language/expression.js";
import { type ZonedLeaf, zonedRule } from "../../language/zoned-rule.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledNode } from "../subject/compiled-node.js";
import { perZone } from "../tests/per-zone.js";
import { compileNode } from "./compile-node.js";

/** Compiles a leaf that names a zone of the subject. */
export function zonedNode({ of, zone }: ZonedLeaf, context: CompileContext): CompiledNode {
  const compiledFor = perZone(of, zone, context.fields, (leaf) => compileInZones(leaf, context));
  return {
    holds: (subject, asOf) => compiledFor(subject).holds(subject, asOf),
    next: (subject, asOf) => compiledFor(subject).next(subject, asOf),
  };
}

/** Compiles a node in which a zone of the subject may stand. */
export function compileInZones(expression: Expression, context: CompileContext): CompiledNode {
  return compileNode(zonedRule(expression), context);
}
