import { ClienteleError } from "../../kernel/index.js";
import {
  anInteger,
  listOf,
  mapOf,
  nearestName,
  optionsOf,
  aText,
  type OptionShape,
  requireOption,
} from "../../kernel/internal.js";
import type { Lifecycle } from "./definition.js";
import { machineOf } from "./machine.js";
import type { LifecycleSnapshot } from "./snapshot.js";

/** Mapping from the states of one version to those of the next. */
export interface LifecycleMigration<State extends string = string> {
  /** Version of the snapshots to migrate. */
  readonly from: number;
  /** New state by old state; a state that kept its name may be omitted. */
  readonly states: Readonly<Record<string, State>>;
}

const MIGRATION: OptionShape<LifecycleMigration> = { from: anInteger({ min: 1 }), states: mapOf(aText) };

/**
 * Migrates a snapshot to a new version of its lifecycle by a declared mapping. The stage, the instant at which it was entered
 * and the path stay, under their new names, so that no customer jumps because a definition changed. To apply the new definition
 * to the past instead, use `replay`; late facts have the same effect.
 *
 * @param lifecycle - the new version
 * @param snapshot - a snapshot of an earlier version
 * @param migrations - one per version in between; several are applied one after the other
 * @returns the snapshot in the new version; the same object if it has that version already
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot` for another lifecycle, `missing_migration` if no migration starts at
 *   the snapshot's version or a state does not exist in the new version, `invalid_option`
 * @example
 * const old = { ...startLifecycle(retailLifecycle(), "c1"), stage: "sleeping" };
 * const moved = migrateSnapshot(retailLifecycle({ version: 2 }), old, [{ from: 1, states: { sleeping: "dormant" } }]);
 * [moved.version, moved.stage] // => [2, "dormant"]
 */
export function migrateSnapshot<State extends string>(
  lifecycle: Lifecycle<State>,
  snapshot: LifecycleSnapshot,
  migrations: readonly LifecycleMigration[],
): LifecycleSnapshot<State> {
  const machine = machineOf(lifecycle);
  requireOption("migrations", migrations, listOf(optionsOf(MIGRATION)));
  if (snapshot.lifecycle !== lifecycle.id) {
    throw new ClienteleError(
      "mismatched_snapshot",
      `The snapshot belongs to the lifecycle ${JSON.stringify(snapshot.lifecycle)}, not to ${JSON.stringify(lifecycle.id)}.`,
      {
        expected: { lifecycle: lifecycle.id, version: lifecycle.version, subjectId: snapshot.subjectId },
        actual: { lifecycle: snapshot.lifecycle, version: snapshot.version, subjectId: snapshot.subjectId },
      },
    );
  }
  let moved = snapshot;
  while (moved.version < lifecycle.version) {
    const { version } = moved;
    const migration = migrations.find(({ from }) => from === version);
    if (migration === undefined) throw missing(lifecycle, version, null);
    // A mapping may name states of the next version only; the states of the last version are checked below.
    moved = renamed(moved, (state) => (Object.hasOwn(migration.states, state) ? migration.states[state]! : state));
  }
  if (moved.version > lifecycle.version) throw missing(lifecycle, moved.version, null);
  for (const state of statesOf(moved)) if (!machine.positions.has(state)) throw missing(lifecycle, snapshot.version, state);
  return moved as LifecycleSnapshot<State>;
}

function renamed(snapshot: LifecycleSnapshot, rename: (state: string) => string): LifecycleSnapshot {
  return {
    ...snapshot,
    version: snapshot.version + 1,
    stage: rename(snapshot.stage),
    highest: snapshot.highest && { ...snapshot.highest, stage: rename(snapshot.highest.stage) },
    path: snapshot.path.map((step) => ({ ...step, from: rename(step.from), to: rename(step.to) })),
    // The guards of the new version may read other timelines than the old one did.
    seen: { ...snapshot.seen, states: null },
  };
}

function statesOf({ stage, highest, path }: LifecycleSnapshot): string[] {
  return [stage, ...(highest === null ? [] : [highest.stage]), ...path.flatMap(({ from, to }) => [from, to])];
}

function missing(lifecycle: Lifecycle, version: number, state: string | null): ClienteleError {
  const near = state === null ? undefined : nearestName(state, Object.keys(lifecycle.states));
  const message =
    state === null
      ? `No migration leads from version ${version} to version ${lifecycle.version}.`
      : `Version ${lifecycle.version} has no state ${JSON.stringify(state)}. Map it in a migration${near === undefined ? "" : `, for example to ${JSON.stringify(near)}`}.`;
  return new ClienteleError("missing_migration", message, { lifecycle: lifecycle.id, version, state });
}
