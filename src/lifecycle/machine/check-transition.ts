import { preparedOf } from "../../rules/internal.js";
import { type InstantInput } from "../../kernel/index.js";
import { pathKeys, toMilliseconds, valueAtPath } from "../../kernel/internal.js";
import type { Decision } from "../../models/index.js";
import type { Lifecycle } from "./definition.js";
import { leaves, machineOf } from "./machine.js";
import { type LifecycleSnapshot, type LifecycleSubject, requireSnapshot } from "./snapshot.js";

/** Who wants to move a subject by hand, with what. */
export interface TransitionRequest<State extends string = string> {
  readonly to: State;
  /** Roles of whoever asks. */
  readonly roles?: readonly string[] | undefined;
  /** What was filled in for the move. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
}

/** Whether a move may be recorded, and what is missing. */
export interface TransitionCheck extends Decision {
  readonly reason: "allowed" | "no-transition" | "guard" | "too-early" | "role" | "missing-inputs";
  /** The transition that would be taken. */
  readonly transition: string | null;
  /** Paths of attributes and names of inputs that are to be filled in first. */
  readonly missing: readonly string[];
  /** Roles that may. */
  readonly roles: readonly string[];
}

/**
 * Whether somebody may move a subject by hand, asked before the move is recorded as a `stage.changed` interaction: there
 * must be a manual transition from where it stands, its guard must hold, the role must fit, and what the transition asks
 * for must be filled in. A fact that is recorded is not asked again.
 *
 * @param snapshot - where the subject stands
 * @param request - the target, roles, and what was filled in; `null`, `undefined` and `""` do not count
 * @param asOf - now
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot`, `invalid_instant`
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
  { asOf }: { readonly asOf: InstantInput },
): TransitionCheck {
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

/** The moves by hand that are open from where a subject stands, whoever asks. */
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
