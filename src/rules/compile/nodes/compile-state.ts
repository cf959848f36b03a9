import type { CompileContext } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { compileTest } from "../tests/compile-test.js";
import { type CompiledNode, earliestAfter, NEVER, never } from "../subject/compiled-node.js";
import type { StateExpression, Test } from "../../language/expression.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";
import { type Span, spanOf } from "../../language/span.js";
import { isScalar } from "../../language/value-reading.js";

/** Compiles the test of a timeline's value, of the time for which it has held, or of a change. */
export function stateNode(expression: StateExpression, context: CompileContext): CompiledNode {
  const { key, test, for: duration } = expression;
  const { passes } = compileTest(test, typeOfConstants(test), context);
  const change = changeOf(expression);
  if (change !== undefined) return changeNode(key, passes, change);
  const span = duration === undefined ? undefined : spanOf(duration);
  /** Returns the instant since which the test has held without a break; `undefined` if it does not hold. */
  const heldSince = (subject: PreparedSubject, asOf: number): number | undefined => {
    const steps = Object.hasOwn(subject.timelines, key) ? subject.timelines[key]! : [];
    const until = Math.min(asOf, subject.visible.until);
    let index = steps.length - 1;
    while (index >= 0 && steps[index]!.from.getTime() > until) index--;
    if (!passes(index < 0 ? undefined : steps[index]!.value, subject, asOf)) return undefined;
    while (index >= 0 && passes(index === 0 ? undefined : steps[index - 1]!.value, subject, asOf)) index--;
    return index < 0 ? Number.NEGATIVE_INFINITY : steps[index]!.from.getTime();
  };
  return {
    holds: (subject, asOf) => {
      const since = heldSince(subject, asOf);
      return since !== undefined && (span === undefined || since <= span.start(asOf));
    },
    next: span === undefined ? never : (subject, asOf) => earliestAfter(asOf, [span.end(heldSince(subject, asOf) ?? NEVER)]),
  };
}

/** A change that a rule looks for: whether the test holds after it, and how long ago it may be. */
interface Change {
  readonly after: boolean;
  readonly within: Span;
}

function changeOf({ began, ended }: StateExpression): Change | undefined {
  const within = began ?? ended;
  return within === undefined ? undefined : { after: began !== undefined, within: spanOf(within) };
}

/** Compiles whether a test of a timeline's value began or ceased to hold within a time. */
function changeNode(key: string, passes: CompiledTest["passes"], { after, within }: Change): CompiledNode {
  /** Returns the instant of the last such change. */
  const lastChange = (subject: PreparedSubject, asOf: number): number | undefined => {
    const steps = Object.hasOwn(subject.timelines, key) ? subject.timelines[key]! : [];
    const until = Math.min(asOf, subject.visible.until);
    let index = steps.length - 1;
    while (index >= 0 && steps[index]!.from.getTime() > until) index--;
    while (index >= 0) {
      const at = steps[index]!.from.getTime();
      let before = index - 1;
      // Of several steps at one instant the last one counts; no instant lies between them.
      while (before >= 0 && steps[before]!.from.getTime() === at) before--;
      const holds = passes(steps[index]!.value, subject, asOf);
      const held = passes(before < 0 ? undefined : steps[before]!.value, subject, asOf);
      if (holds === after && held !== after) return at;
      index = before;
    }
    return undefined;
  };
  return {
    holds: (subject, asOf) => (lastChange(subject, asOf) ?? Number.NEGATIVE_INFINITY) > within.start(asOf),
    next: (subject, asOf) => earliestAfter(asOf, [within.end(lastChange(subject, asOf) ?? NEVER)]),
  };
}

/** Returns the type of a timeline's values. The catalog does not have it, but the constant of the test does. */
function typeOfConstants(test: Test): "text" | "number" | "boolean" | "opaque" {
  const constant = "values" in test ? test.values[0] : "value" in test ? test.value : "from" in test ? test.from : undefined;
  if (!isScalar(constant)) return "opaque";
  return typeof constant === "string" ? "text" : typeof constant === "number" ? "number" : "boolean";
}
