import type { SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { postgresCommit } from "./commit-statement.js";
import { postgresAcknowledge, postgresClaim } from "./outbox-statements.js";
import { postgresRead } from "./read-statement.js";

/** Creates the statements of PostgreSQL. */
export function postgresStatements(tables: TableNames): SqlStatements {
  return {
    read: postgresRead(tables),
    commit: postgresCommit(tables),
    claim: postgresClaim(tables),
    acknowledge: postgresAcknowledge(tables),
  };
}
