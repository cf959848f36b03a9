import { localize, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import { anObject, aText, listOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
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
import { settingsOf } from "./plugin-settings.js";
import type { PluginMessage, ViewFact, WorkspacePlugin } from "./workspace-plugin.js";

/** State that {@link stagePlugin} keeps about a customer. */
export interface StageState {
  readonly snapshot: LifecycleSnapshot;
}

/** Options of {@link stagePlugin}. */
export interface StagePluginOptions {
  /** Keys of the timelines that the guards read. Defaults to none. */
  readonly reads?: readonly string[] | undefined;
  /** Migrations from earlier versions of the lifecycle. Without one, the path is recomputed from the history. */
  readonly migrations?: readonly LifecycleMigration[] | undefined;
}

const STAGE_OPTIONS: OptionShape<StagePluginOptions> = { reads: listOf(aText), migrations: listOf(anObject) };

/** Plugin of a lifecycle. */
export interface StagePlugin<Stage extends string = string>
  extends WorkspacePlugin<StageState, unknown, unknown, `stage:${string}`, ViewFact<"stage", Stage>> {
  readonly writes: readonly [`stage:${string}`];
}

/**
 * Returns a lifecycle as a plugin. It keeps the snapshot, writes the timeline `stage:<id>`, sends `stage.changed`,
 * `stage.corrected` and the effects that the lifecycle defines, and is due at the exact instant of the next timed transition.
 *
 * @param lifecycle - from `defineLifecycle`, or a ready one
 * @throws ClienteleError `invalid_option`
 * @example
 * import { retailLifecycle } from "clientele/lifecycle";
 * stagePlugin(retailLifecycle()).writes // => ["stage:retail"]
 */
export function stagePlugin<Stage extends string>(lifecycle: Lifecycle<Stage>, options?: StagePluginOptions): StagePlugin<Stage> {
  const { reads = [], migrations = [] } = requireOptions(options, STAGE_OPTIONS);
  const key = stageKey(lifecycle) as `stage:${string}`;
  return {
    id: key,
    version: lifecycle.version,
    settings: settingsOf(lifecycle),
    label: lifecycle.label,
    reads,
    writes: [key],
    inventory: [
      {
        path: "snapshot",
        label: { en: "Stage and its history", zh: "生命周期阶段及其历史" },
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
      const isCovered = migrations.some(({ from }) => from === version);
      return isCovered ? { snapshot: migrateSnapshot(lifecycle, snapshot, migrations) } : null;
    },
  };
}

/** Returns the path as a step function. Of several stages at one instant, the last one counts. */
function stepsOf({ path, startedAt }: LifecycleSnapshot, lifecycle: Lifecycle): TimelineStep[] {
  if (startedAt === null) return [];
  const steps: TimelineStep[] = [{ from: new Date(startedAt), value: path[0]?.from ?? lifecycle.initial }];
  for (const { at, to } of path) {
    if (steps.at(-1)!.from.getTime() === at) steps.pop();
    steps.push({ from: new Date(at), value: to });
  }
  return steps;
}

function stageFact<Stage extends string>(
  lifecycle: Lifecycle<Stage>,
  snapshot: LifecycleSnapshot,
  subject: PreparedSubject,
  asOf: number,
): ViewFact<"stage", Stage> {
  const { enteredAt, path } = snapshot;
  const stage = snapshot.stage as Stage;
  const definition = lifecycle.states[stage];
  const days = enteredAt === null ? 0 : Math.floor((asOf - enteredAt) / MILLISECONDS_PER.days);
  const stay: LocalizedText = { en: "For {days} {days:day|days}.", zh: "已持续 {days} 天。" };
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
