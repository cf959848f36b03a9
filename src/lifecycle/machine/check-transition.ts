import { preparedOf } from "../../rules/internal.js";
import { type InstantInput } from "../../kernel/index.js";
import {
  anObject,
  anInstant,
  aText,
  listOf,
  type OptionShape,
  pathKeys,
  requireOptions,
  toMilliseconds,
  valueAtPath,
} from "../../kernel/internal.js";
import type { Decision } from "../../models/index.js";
import type { Lifecycle } from "./definition.js";
import { leaves, machineOf } from "./machine.js";
import { type LifecycleSnapshot, type LifecycleSubject, requireSnapshot } from "./snapshot.js";

/** Request to move a subject by hand. */
export interface TransitionRequest<State extends string = string> {
  /** Target stage. */
  readonly to: State;
  /** Roles of the person who asks. */
  readonly roles?: readonly string[] | undefined;
  /** Inputs that were filled in for the move. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

const REQUEST: OptionShape<TransitionRequest> = { to: aText, roles: listOf(aText), inputs: anObject };

/** Options of {@link checkTransition}. */
export interface TransitionCheckOptions {
  /** Instant of the move. */
  readonly asOf: InstantInput;
}

const OPTIONS: OptionShape<TransitionCheckOptions> = { asOf: anInstant };

/** Whether a move may be recorded, and what it lacks. */
export interface TransitionCheck extends Decision {
  readonly reason: "allowed" | "no-transition" | "guard" | "too-early" | "role" | "missing-inputs";
  /** The transition that would be taken. */
  readonly transition: string | null;
  /** Paths of attributes and names of inputs that must be filled in first. */
  readonly missing: readonly string[];
  /** Roles that may take the transition. */
  readonly roles: readonly string[];
}

/**
 * Checks whether a person may move a subject by hand, before the move is recorded as a `stage.changed` interaction: there must
 * be a manual transition from the current stage, its guard must hold, the role must match, and everything that the transition
 * requires must be filled in. A recorded move is not checked again.
 *
 * @param snapshot - current state of the subject
 * @param request - target, roles and inputs; `null`, `undefined` and `""` do not count as filled in
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot`, `invalid_instant`, `invalid_option`
 * @example
 * const deal = opportunityLifecycle();
 * const record = { id: "d1", attributes: {}, history: [] };
 * const check = checkTransition(deal, startLifecycle(deal, "d1", { at: 0 }), record, { to: "lost", roles: ["sales"] }, { asOf: 1 });
 * [check.allowed, check.reason, check.missing] // => [false, "missing-inputs", ["reason"]]
 */
export function checkTransition<State extends string>(
  lifecycle: Lifecycle<State>,
  snapshot: LifecycleSnapshot<State>,
  record: LifecycleSubject,
  request: TransitionRequest<State>,
  options: TransitionCheckOptions,
): TransitionCheck {
  const { asOf } = requireOptions(options, OPTIONS, { mandatory: ["asOf"] });
  requireOptions(request as TransitionRequest, REQUEST, { path: "request" });
  const machine = machineOf(lifecycle);
  const subject = preparedOf(record);
  const at = toMilliseconds(asOf, "asOf");
  requireSnapshot(machine, snapshot, subject.id);
  const candidates = machine.states[machine.positions.get(snapshot.stage)!]!.byType.get("stage.changed")?.filter(
    ({ manualTo }) => manualTo === request.to,
  );
  const answer = (reason: TransitionCheck["reason"], more: Partial<TransitionCheck> = {}): TransitionCheck => ({
    allowed: reason === "allowed",
    reason,
    transition: null,
    missing: [],
    roles: [],
    ...more,
  });
  if (candidates === undefined || candidates.length === 0) return answer("no-transition");
  const ready = candidates.filter(({ guard }) => guard === null || guard.matches(subject, at));
  if (ready.length === 0) return answer("guard", { transition: machine.lifecycle.transitions[candidates[0]!.index]!.id });
  const entered = snapshot.enteredAt ?? at;
  const candidate = ready.find(({ after }) => at >= entered + after);
  if (candidate === undefined) {
    const nextAt = entered + Math.min(...ready.map(({ after }) => after));
    return answer("too-early", { transition: machine.lifecycle.transitions[ready[0]!.index]!.id, nextAt });
  }
  const { id, requires = {} } = machine.lifecycle.transitions[candidate.index]!;
  const { roles = [], attributes = [], inputs = [] } = requires;
  if (roles.length > 0 && !roles.some((role) => request.roles?.includes(role))) return answer("role", { transition: id, roles });
  const given = request.inputs ?? {};
  const missing = [
    ...attributes.filter((path) => isEmpty(valueAtPath(subject.attributes, pathKeys(path) ?? []))),
    ...inputs.filter((name) => isEmpty(Object.hasOwn(given, name) ? given[name] : undefined)),
  ];
  return answer(missing.length > 0 ? "missing-inputs" : "allowed", { transition: id, missing, roles });
}

/** Returns the manual transitions out of a subject's current stage, for any role. */
export function manualTransitions<State extends string>(
  lifecycle: Lifecycle<State>,
  snapshot: LifecycleSnapshot<State>,
): Lifecycle<State>["transitions"] {
  const { lifecycle: defined } = machineOf(lifecycle);
  return lifecycle.transitions.filter((transition) => transition.manual === true && leaves(transition, snapshot.stage, defined));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
