import type { SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { sqliteCommit } from "./commit-statements.js";
import { sqliteAcknowledge, sqliteClaim } from "./outbox-statements.js";
import { sqliteRead } from "./read-statement.js";

/** Creates the statements of SQLite. */
export function sqliteStatements(tables: TableNames): SqlStatements {
  return {
    read: sqliteRead(tables),
    commit: sqliteCommit(tables),
    claim: sqliteClaim(tables),
    acknowledge: sqliteAcknowledge(tables),
  };
}
