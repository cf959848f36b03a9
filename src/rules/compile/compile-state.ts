import { durationMilliseconds } from "../../kernel/internal.js";
import { compileTest } from "./compile-test.js";
import { type CompiledNode, earliestAfter, NEVER, never } from "./compiled-node.js";
import type { StateExpression, Test } from "../language/expression.js";
import type { PreparedSubject } from "./prepared-subject.js";
import { isScalar } from "../language/value-reading.js";

/** Compiles the test of a timeline's value and of the time for which it has held. */
export function stateNode({ key, test, for: duration }: StateExpression): CompiledNode {
  const { passes } = compileTest(test, typeOfConstants(test));
  const minimum = duration === undefined ? 0 : durationMilliseconds(duration);
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
      return since !== undefined && asOf - since >= minimum;
    },
    next: minimum === 0 ? never : (subject, asOf) => earliestAfter(asOf, [(heldSince(subject, asOf) ?? NEVER) + minimum]),
  };
}

/** Returns the type of a timeline's values. The catalog does not have it, but the constant of the test does. */
function typeOfConstants(test: Test): "text" | "number" | "boolean" | "opaque" {
  const constant = "values" in test ? test.values[0] : "value" in test ? test.value : "from" in test ? test.from : undefined;
  if (!isScalar(constant)) return "opaque";
  return typeof constant === "string" ? "text" : typeof constant === "number" ? "number" : "boolean";
}
