import { localize, type LocalizedText } from "../../kernel/index.js";
import type { Lifecycle } from "./definition.js";
import { joinId, type LifecycleSnapshot, type StageTransition } from "./snapshot.js";

/** Something for the host to do, as data, with an identifier that lets the host do it exactly once. */
export interface LifecycleEffect {
  /** Deterministic identifier: repeated computations return the same one. */
  readonly id: string;
  /** Type from the definition; `stage.corrected` after late facts. */
  readonly type: string;
  /** What triggered it. */
  readonly cause: "entry" | "exit" | "transition" | "correction";
  readonly subjectId: string;
  /** Epoch milliseconds of the step; for a correction, the previous cursor of the snapshot. */
  readonly at: number;
  /** The stage entered or left; for a correction, the corrected stage at the cursor. */
  readonly stage: string;
  /** Identifier of the step that it belongs to. */
  readonly transitionId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Difference that late facts made to the past. */
export interface Correction<State extends string = string> {
  /** Steps that turned out not to have happened. */
  readonly removed: readonly StageTransition<State>[];
  /** Steps that turned out to have happened. */
  readonly added: readonly StageTransition<State>[];
  /** Stage at the cursor before the correction (`from`) and after it (`to`). */
  readonly from: State;
  readonly to: State;
}

/** Returns the difference between two paths up to an instant; `null` if they are the same. */
export function correctionOf<State extends string>(
  before: LifecycleSnapshot<State>,
  after: LifecycleSnapshot<State>,
  cursor: number,
): Correction<State> | null {
  const past = after.path.filter(({ at }) => at <= cursor);
  const kept = new Set(past.map(({ id }) => id));
  const known = new Set(before.path.map(({ id }) => id));
  const removed = before.path.filter(({ id }) => !kept.has(id));
  const added = past.filter(({ id }) => !known.has(id));
  if (removed.length === 0 && added.length === 0) return null;
  return { removed, added, from: before.stage, to: past.at(-1)?.to ?? after.path[0]?.from ?? after.stage };
}

/** Returns the effects of new steps and of a correction. */
export function effectsOf(
  lifecycle: Lifecycle,
  snapshot: LifecycleSnapshot,
  steps: readonly StageTransition[],
  context: { readonly starts: boolean; readonly corrections: Correction | null; readonly cursor: number },
): LifecycleEffect[] {
  const { subjectId } = snapshot;
  const effects: LifecycleEffect[] = [];
  const add = (
    definitions: readonly { readonly type: string; readonly data?: Readonly<Record<string, unknown>> | undefined }[] | undefined,
    cause: LifecycleEffect["cause"],
    where: { readonly at: number; readonly stage: string; readonly transitionId?: string | undefined },
  ): void => {
    definitions?.forEach(({ type, data = {} }, index) => {
      const origin = where.transitionId ?? joinId(lifecycle.id, subjectId, where.at, "start");
      effects.push({ id: `${origin}:${cause}:${index}`, type, cause, subjectId, ...where, data });
    });
  };
  const { corrections } = context;
  if (corrections !== null) {
    const { from, to, removed, added } = corrections;
    effects.push({
      id: joinId(lifecycle.id, subjectId, context.cursor, "corrected", from, to, snapshot.seen.interactions),
      type: "stage.corrected",
      cause: "correction",
      subjectId,
      at: context.cursor,
      stage: to,
      data: { lifecycle: lifecycle.id, from, to, removed, added },
    });
  }
  if (context.starts)
    add(lifecycle.states[lifecycle.initial]!.entry, "entry", { at: snapshot.startedAt!, stage: lifecycle.initial });
  const definitions = new Map(lifecycle.transitions.map((transition) => [transition.id, transition]));
  for (const { id, at, from, to, transition } of steps) {
    add(lifecycle.states[from]!.exit, "exit", { at, stage: from, transitionId: id });
    add(definitions.get(transition)!.effects, "transition", { at, stage: to, transitionId: id });
    add(lifecycle.states[to]!.entry, "entry", { at, stage: to, transitionId: id });
  }
  return effects;
}

/** Returns why a step was taken: the label of its transition, or what triggered it. */
export function reasonOf(lifecycle: Lifecycle, step: StageTransition): LocalizedText {
  const definition = lifecycle.transitions.find(({ id }) => id === step.transition)!;
  if (definition.label !== undefined) return definition.label;
  const target = lifecycle.states[step.to]!.label;
  const texts: LocalizedText =
    step.interactionId === undefined
      ? { en: "Moved to {stage} after some time.", zh: "到期后进入“{stage}”。" }
      : { en: "Moved to {stage} after an interaction.", zh: "客户互动后进入“{stage}”。" };
  return {
    en: localize(texts, { locale: "en", values: { stage: target.en } }),
    zh: localize(texts, { locale: "zh", values: { stage: target.zh } }),
  };
}
