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
  /** The first instant after `asOf`, up to `until`, at which time alone changes the result; `null` if there is none. */
  readonly nextChange: (subject: PreparedSubject, asOf: number, until?: number, visible?: Visible) => number | null;
  /**
   * The first instant after `asOf`, up to `until`, at which the rule must be evaluated again: that of `nextChange`, or the
   * first one after the horizon where the result depends on what comes there. `null` if there is none.
   */
  readonly nextCheck: (subject: PreparedSubject, asOf: number, until?: number) => number | null;
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
  /** Returns the next change, or an instant after the horizon at which there may be one. */
  const search = (subject: PreparedSubject, asOf: number, until: number, visible: Visible): number | null => {
    const interactions = Math.min(visible.interactions, countUpTo(subject.history, asOf));
    const frozen = { interactions, until: Math.min(visible.until, asOf) };
    const now = matches(subject, asOf, frozen);
    const limit = Math.min(until, horizon);
    let at = node.next(subject, asOf);
    for (; at <= limit; at = node.next(subject, at)) if (node.holds(subject, at) !== now) return at;
    // What happens after the horizon is not known; nothing happens where no part changes any more.
    return at <= until ? at : null;
  };
  return {
    node,
    matches,
    nextChange: (subject, asOf, until = asOf + LOOK_AHEAD, visible = EVERYTHING) => {
      const next = search(subject, asOf, until, visible);
      if (time !== undefined && next !== null && next > horizon) throw time.beyond(next);
      return next;
    },
    nextCheck: (subject, asOf, until = asOf + LOOK_AHEAD) => {
      const next = search(subject, asOf, until, EVERYTHING);
      return next === null ? null : Math.min(next, horizon + 1);
    },
    horizon,
  };
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
