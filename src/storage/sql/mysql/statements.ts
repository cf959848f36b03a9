import type { SqlStatements } from "../sql-statements.js";
import type { TableNames } from "../tables.js";
import { mysqlCommit } from "./commit-statements.js";
import { mysqlAcknowledge, mysqlClaim } from "./outbox-statements.js";
import { mysqlRead } from "./read-statement.js";

/** Creates the statements of MySQL and MariaDB. */
export function mysqlStatements(tables: TableNames): SqlStatements {
  return {
    read: mysqlRead(tables),
    commit: mysqlCommit(tables),
    claim: mysqlClaim(tables),
    acknowledge: mysqlAcknowledge(tables),
  };
}
