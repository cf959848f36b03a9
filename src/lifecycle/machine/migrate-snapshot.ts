import { ClienteleError } from "../../kernel/index.js";
import { nearestName } from "../../kernel/internal.js";
import type { Lifecycle } from "./definition.js";
import { machineOf } from "./machine.js";
import type { LifecycleSnapshot } from "./snapshot.js";

/** How the states of an earlier version became those of a later one. */
export interface LifecycleMigration<State extends string = string> {
  /** The version that snapshots are of. */
  readonly from: number;
  /** Old state → new state; a state that kept its name may be left out. */
  readonly states: Readonly<Record<string, State>>;
}

/**
 * Moves a snapshot to a new version of its lifecycle by a declared mapping. Where the customer stands is kept: the stage,
 * when it was entered and the path, under their new names, so that nobody jumps because a definition changed. To judge
 * the past by the new definition instead, `replay` it; so do facts that arrive late.
 *
 * @param lifecycle - the new version
 * @param snapshot - of an earlier version
 * @param migrations - one for each version on the way; several are applied one after the other
 * @returns the snapshot as of the new version; the same one if it is of that version already
 * @throws ClienteleError `undefined_lifecycle`, `mismatched_snapshot` for another lifecycle, `missing_migration` when no migration starts from
 *   the snapshot's version or a state has no place in the new version
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
  if (snapshot.lifecycle !== lifecycle.id) {
    throw new ClienteleError("mismatched_snapshot", "The snapshot belongs to another lifecycle.", {
      expected: { lifecycle: lifecycle.id, version: lifecycle.version, subjectId: snapshot.subjectId },
      actual: { lifecycle: snapshot.lifecycle, version: snapshot.version, subjectId: snapshot.subjectId },
    });
  }
  let moved = snapshot;
  while (moved.version < lifecycle.version) {
    const { version } = moved;
    const migration = migrations.find(({ from }) => from === version);
    if (migration === undefined) throw missing(lifecycle, version, null);
    // A mapping of one version may name states of the next one only; those of the last are checked below.
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
    // The guards of the new version may read other timelines than those that the old one saw.
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
      : `Say what became of the state ${JSON.stringify(state)}${near === undefined ? "" : ` (${JSON.stringify(near)}?)`}.`;
  return new ClienteleError("missing_migration", message, { lifecycle: lifecycle.id, version, state });
}
