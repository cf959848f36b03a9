import type { Expression, NotExpression } from "../../language/expression.js";
import type { CompileContext } from "../context/ability.js";
import { type CompiledNode, NEVER, never } from "../subject/compiled-node.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";
import { compileNode } from "./compile-node.js";

/** Compiles a negation. */
export function negation({ of }: NotExpression, context: CompileContext): CompiledNode {
  const part = compileNode(of, context);
  return { holds: (subject, asOf) => !part.holds(subject, asOf), next: part.next };
}

/** Compiles a conjunction, a disjunction, or a minimum number of parts. */
export function junction(
  expression: Extract<Expression, { kind: "all" | "any" | "atLeast" }>,
  context: CompileContext,
): CompiledNode {
  const parts = expression.of.map((part) => compileNode(part, context));
  const holds = parts.map((part) => part.holds);
  const timed = parts.map((part) => part.next).filter((next) => next !== never);
  const next =
    timed.length === 0
      ? never
      : (subject: PreparedSubject, asOf: number) =>
          timed.reduce((earliest, each) => Math.min(earliest, each(subject, asOf)), NEVER);
  if (expression.kind === "atLeast") {
    const { count } = expression;
    return {
      holds: (subject, asOf) => {
        let found = 0;
        for (const each of holds) if (each(subject, asOf) && ++found >= count) return true;
        return false;
      },
      next,
    };
  }
  const stopsAt = expression.kind === "any";
  return { holds: inTurn(holds, stopsAt), next };
}

/** Evaluates one part after the other until the result of one is `stopsAt`. Most rules have two or three parts, so these are written out. */
function inTurn(parts: readonly CompiledNode["holds"][], stopsAt: boolean): CompiledNode["holds"] {
  const [first, second, third] = parts as [CompiledNode["holds"], CompiledNode["holds"], CompiledNode["holds"]];
  if (parts.length === 1) return first;
  if (parts.length === 2)
    return stopsAt
      ? (subject, asOf) => first(subject, asOf) || second(subject, asOf)
      : (subject, asOf) => first(subject, asOf) && second(subject, asOf);
  if (parts.length === 3) {
    return stopsAt
      ? (subject, asOf) => first(subject, asOf) || second(subject, asOf) || third(subject, asOf)
      : (subject, asOf) => first(subject, asOf) && second(subject, asOf) && third(subject, asOf);
  }
  const half = parts.length >> 1;
  const [left, right] = [inTurn(parts.slice(0, half), stopsAt), inTurn(parts.slice(half), stopsAt)];
  return stopsAt
    ? (subject, asOf) => left(subject, asOf) || right(subject, asOf)
    : (subject, asOf) => left(subject, asOf) && right(subject, asOf);
}
