import { localize, type LocalizedText } from "../../kernel/index.js";
import type { Lifecycle } from "./definition.js";
import { joinId, type LifecycleSnapshot, type StageTransition } from "./snapshot.js";

/** Something that the host is to do: data, each with an identifier by which it is done once only. */
export interface LifecycleEffect {
  /** The same wherever and whenever it is computed. */
  readonly id: string;
  /** As the definition names it; `stage.corrected` after late facts. */
  readonly type: string;
  /** What it belongs to. */
  readonly cause: "entry" | "exit" | "transition" | "correction";
  readonly subjectId: string;
  /** Epoch milliseconds of the step; of a correction, the snapshot's cursor before it. */
  readonly at: number;
  /** The stage entered or left; of a correction, the stage as it is right at the cursor. */
  readonly stage: string;
  /** The step that it belongs to. */
  readonly transitionId?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What late facts changed about the past. */
export interface Correction<State extends string = string> {
  /** Steps that did not happen after all. */
  readonly removed: readonly StageTransition<State>[];
  /** Steps that did. */
  readonly added: readonly StageTransition<State>[];
  /** The stage at the cursor, as it was thought to be and as it is. */
  readonly from: State;
  readonly to: State;
}

/** The difference of two paths up to an instant; `null` when they are the same. */
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

/** The effects of new steps, and of a correction. */
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

/** Why a step was taken: the label of its transition, else what set it off. */
export function reasonOf(lifecycle: Lifecycle, step: StageTransition): LocalizedText {
  const definition = lifecycle.transitions.find(({ id }) => id === step.transition)!;
  if (definition.label !== undefined) return definition.label;
  const target = lifecycle.states[step.to]!.label;
  const texts: LocalizedText =
    step.interactionId === undefined
      ? { en: "Time made {stage} due.", zh: "时间已到，进入“{stage}”。" }
      : { en: "An interaction led to {stage}.", zh: "互动触发，进入“{stage}”。" };
  return {
    en: localize(texts, { locale: "en", values: { stage: target.en } }),
    zh: localize(texts, { locale: "zh", values: { stage: target.zh } }),
  };
}
