import { localize, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import {
  advance,
  type Lifecycle,
  type LifecycleMigration,
  type LifecycleSnapshot,
  migrateSnapshot,
  nextCheckAt,
  replay,
  startLifecycle,
} from "../../lifecycle/index.js";
import { stageKey } from "../../lifecycle/internal.js";
import type { TimelineStep } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import type { PluginMessage, ViewFact, WorkspacePlugin } from "./workspace-plugin.js";

/** What the plugin of a lifecycle keeps of a customer. */
export interface StageState {
  readonly snapshot: LifecycleSnapshot;
}

/** How to run a lifecycle in the workspace. */
export interface StagePluginOptions {
  /** Keys of the timelines that the guards read, in the order of their producers; none unless told. */
  readonly reads?: readonly string[] | undefined;
  /** How the states of earlier versions became those of this one; without them the path is computed anew from the history. */
  readonly migrations?: readonly LifecycleMigration[] | undefined;
}

/**
 * A lifecycle as a plugin: keeps the snapshot, writes the timeline `stage:<id>`, announces `stage.changed`, `stage.corrected`
 * and the effects that the lifecycle defines, and is due at the exact instant of the next timed transition.
 *
 * @param lifecycle - from `defineLifecycle` or a ready one
 * @example
 * import { retailLifecycle } from "clientele/lifecycle";
 * stagePlugin(retailLifecycle()).writes // => ["stage:retail"]
 */
export function stagePlugin(lifecycle: Lifecycle, options: StagePluginOptions = {}): WorkspacePlugin<StageState> {
  const key = stageKey(lifecycle);
  return {
    id: key,
    version: lifecycle.version,
    label: lifecycle.label,
    reads: options.reads ?? [],
    writes: [key],
    inventory: [
      {
        path: "snapshot",
        label: { en: "Stage and its past", zh: "生命周期阶段及其历史" },
        sensitivity: "personal",
        origin: "derived",
      },
    ],
    decide({ subject, state, asOf, late }) {
      const before = state?.snapshot ?? startLifecycle(lifecycle, subject.id);
      const next = advance(lifecycle, before, subject, { asOf, recheck: late });
      const messages: PluginMessage[] = next.transitions.map(({ id, at, from, to, reason }) => ({
        id,
        type: "stage.changed",
        payload: { lifecycle: lifecycle.id, from, to, happenedAt: new Date(at), reason },
      }));
      for (const { id, type, data, cause, at, stage } of next.effects) {
        messages.push({ id, type, payload: { ...data, lifecycle: lifecycle.id, cause, stage, happenedAt: new Date(at) } });
      }
      return {
        state: { snapshot: next.snapshot },
        timelines: { [key]: stepsOf(next.snapshot, lifecycle) },
        messages,
        nextCheckAt: next.nextCheckAt,
      };
    },
    view({ subject, state, asOf }) {
      return [stageFact(lifecycle, state.snapshot, subject, asOf)];
    },
    migrate(state, version) {
      const { snapshot } = state as StageState;
      const isCovered = options.migrations?.some(({ from }) => from === version) ?? false;
      return isCovered ? { snapshot: migrateSnapshot(lifecycle, snapshot, options.migrations!) } : null;
    },
  };
}

/** The path as a step function; of several stages at one instant the last one counts. */
function stepsOf({ path, startedAt }: LifecycleSnapshot, lifecycle: Lifecycle): TimelineStep[] {
  if (startedAt === null) return [];
  const steps: TimelineStep[] = [{ from: new Date(startedAt), value: path[0]?.from ?? lifecycle.initial }];
  for (const { at, to } of path) {
    if (steps.at(-1)!.from.getTime() === at) steps.pop();
    steps.push({ from: new Date(at), value: to });
  }
  return steps;
}

function stageFact(lifecycle: Lifecycle, snapshot: LifecycleSnapshot, subject: PreparedSubject, asOf: number): ViewFact {
  const { stage, enteredAt, path } = snapshot;
  const definition = lifecycle.states[stage]!;
  const days = enteredAt === null ? 0 : Math.floor((asOf - enteredAt) / MILLISECONDS_PER.days);
  const stay: LocalizedText = { en: "For {days} days.", zh: "已持续 {days} 天。" };
  const reasons: LocalizedText[] = [];
  const last = path.at(-1);
  const taken = last && replay(lifecycle, subject, { to: asOf }).transitions.find(({ id }) => id === last.id);
  if (taken !== undefined) reasons.push(taken.reason);
  else if (definition.description !== undefined) reasons.push(definition.description);
  if (enteredAt !== null)
    reasons.push({
      en: localize(stay, { locale: "en", values: { days } }),
      zh: localize(stay, { locale: "zh", values: { days } }),
    });
  return {
    key: "stage",
    label: lifecycle.label,
    value: stage,
    text: definition.label,
    since: enteredAt === null ? null : new Date(enteredAt),
    until: nextCheckAt(lifecycle, snapshot, subject),
    reasons,
    advice: definition.strategy?.goal,
    field: "snapshot",
  };
}
