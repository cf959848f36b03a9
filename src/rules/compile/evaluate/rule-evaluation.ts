import { countUpTo, LOOK_AHEAD } from "../../../kernel/internal.js";
import type { BoundTime, Calendars } from "../../language/business-time.js";
import type { EvaluatedExpression } from "../../language/zoned-rule.js";
import type { CompileContext } from "../context/ability.js";
import { compileNode } from "../nodes/compile-node.js";
import type { CompiledNode } from "../subject/compiled-node.js";
import { EVERYTHING, moveTo, type PreparedSubject, type Visible } from "../subject/prepared-subject.js";

/** A rule compiled with the abilities of a context. */
export interface RuleEvaluation {
  readonly node: CompiledNode;
  /** Whether the rule holds for a subject at an instant (epoch milliseconds). */
  readonly matches: (subject: PreparedSubject, asOf: number, visible?: Visible) => boolean;
  /**
   * The first instant after `asOf`, up to `until`, at which time alone changes the result, or one after the horizon at which it
   * may; `null` if there is none.
   */
  readonly next: (subject: PreparedSubject, asOf: number, until?: number, visible?: Visible) => number | null;
  /** The first instant after `asOf`, up to `until`, at which time alone changes the result; `null` if there is none. */
  readonly nextChange: RuleEvaluation["next"];
  /** End of the calendars of the rule, in epoch milliseconds; infinite without business time. */
  readonly horizon: number;
}

/**
 * Compiles a rule with the abilities of a context. The rule must have passed its checks.
 *
 * @param time - gives the business durations of the rule their open hours; `undefined` for a rule without any
 */
export function evaluationOf(
  expression: EvaluatedExpression,
  context: CompileContext,
  time: BoundTime<unknown> | undefined,
): RuleEvaluation {
  const node = compileNode(expression, context);
  const horizon = time?.horizon ?? Number.POSITIVE_INFINITY;
  const matches: RuleEvaluation["matches"] = (subject, asOf, visible = EVERYTHING) => {
    time?.requireCovered(asOf);
    subject.visible = visible;
    moveTo(subject, asOf);
    return node.holds(subject, asOf);
  };
  const next: RuleEvaluation["next"] = (subject, asOf, until = asOf + LOOK_AHEAD, visible = EVERYTHING) => {
    const interactions = Math.min(visible.interactions, countUpTo(subject.history, asOf));
    const frozen = { interactions, until: Math.min(visible.until, asOf) };
    const now = matches(subject, asOf, frozen);
    const limit = Math.min(until, horizon);
    let at = node.next(subject, asOf);
    for (; at <= limit; at = node.next(subject, at)) if (node.holds(subject, at) !== now) return at;
    // What happens after the horizon is not known; nothing happens where no part changes any more.
    return at <= until ? at : null;
  };
  const nextChange: RuleEvaluation["nextChange"] = (...given) => {
    const found = next(...given);
    if (time !== undefined && found !== null && found > horizon) throw time.beyond(found);
    return found;
  };
  return { node, matches, next, nextChange, horizon };
}

/**
 * Gives a rule the open hours of its calendars; `undefined` for a rule without business time.
 *
 * @throws ClienteleError `invalid_rule` with the path of a calendar that is not supplied
 */
export function boundTime<Part extends EvaluatedExpression>(
  rule: Part,
  { abilities }: CompileContext,
  calendars: Calendars | undefined,
): BoundTime<Part> | undefined {
  for (const { bind } of abilities) {
    const time = bind?.(rule, calendars);
    if (time !== undefined && time.bound !== rule) return time;
  }
  return undefined;
}
