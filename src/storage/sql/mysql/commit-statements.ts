import { type CommitRows, rowsOfSets } from "../commit-rows.js";
import type { SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { existingKeys, staleRows } from "./check-statements.js";
import { rowWriter } from "./write-statements.js";

/**
 * Creates `commit` of MySQL and MariaDB: a transaction that locks and compares all rows that exist, and writes one statement per
 * table.
 *
 * It runs at the isolation level of the connection, because changing the level is a further statement. Under repeatable read,
 * locking an absent key would lock the gap around it, and two writers of new keys would end in a deadlock. Absent keys are
 * therefore not locked: if another writer inserts one first, the transaction fails. Its repetition names the sets whose new keys
 * exist.
 */
export function mysqlCommit(tables: TableNames): SqlStatements["commit"] {
  const existing = existingKeys(tables);
  const stale = staleRows(tables);
  const write = rowWriter(tables);
  return async (access, tenant, rows, repeated) => {
    const bad = new Set(repeated ? await existing(access.run, tenant, rows) : []);
    const good = (): CommitRows => (bad.size === 0 ? rows : rowsOfSets(rows, (set) => !bad.has(set)));
    await access.transaction(["start transaction"], async (run) => {
      for (const set of await stale(run, tenant, good())) bad.add(set);
      await write(run, tenant, good());
    });
    return [...bad];
  };
}
