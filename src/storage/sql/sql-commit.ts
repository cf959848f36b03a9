import type { ChangeSet, Committed } from "../change-set.js";
import { checkChangeSets } from "../check-change-sets.js";
import type { StorageContext } from "../context.js";
import { commitPortions, type CommitRows, commitRowsOf, rowsOfSets } from "./commit-rows.js";
import { MAX_ATTEMPTS, type SqlAccess } from "./sql-access.js";
import type { SqlStatements } from "./sql-statements.js";

/** Writes change sets, 100 at most in one transaction. */
export async function commitSets(
  access: SqlAccess,
  statements: SqlStatements,
  context: StorageContext,
  sets: readonly ChangeSet[],
): Promise<readonly Committed[]> {
  const tenant = access.open(context);
  const checked = checkChangeSets(sets);
  if (sets.length === 0) return [];
  const versions = await access.newTokens(sets.length);
  const rows = commitRowsOf(checked, versions);
  const portions = commitPortions(rows, sets.length);
  const conflicts = new Set<number>();
  for (const portion of portions) {
    const own = portions.length === 1 ? rows : rowsOf(rows, portion);
    for (const set of await commitPortion(access, statements, tenant, own, portion)) conflicts.add(set);
  }
  return versions.map((version, set) => (conflicts.has(set) ? { ok: false, reason: "conflict" } : { ok: true, version }));
}

function rowsOf(rows: CommitRows, portion: readonly number[]): CommitRows {
  const own = new Set(portion);
  return rowsOfSets(rows, (set) => own.has(set));
}

/**
 * Writes a portion and returns its sets in conflict. A lost race fails the whole transaction. It is repeated then, a bounded
 * number of times; after that, the sets go one by one, and one that still loses is a conflict.
 */
async function commitPortion(
  access: SqlAccess,
  statements: SqlStatements,
  tenant: string,
  rows: CommitRows,
  portion: readonly number[],
): Promise<readonly number[]> {
  for (let attempt = 1, repeated = false; ; attempt++) {
    try {
      return await statements.commit(access, tenant, rows, repeated);
    } catch (error) {
      const race = access.dialect.raceOf(error);
      if (race === null) throw error;
      repeated ||= race === "duplicate";
      if (attempt >= MAX_ATTEMPTS[race]) break;
    }
  }
  if (portion.length === 1) return portion;
  const conflicts: number[] = [];
  for (const set of portion) {
    const single = [set];
    conflicts.push(...(await commitPortion(access, statements, tenant, rowsOf(rows, single), single)));
  }
  return conflicts;
}
