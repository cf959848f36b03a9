import type { CompiledQuery } from "kysely";
import type { RunStatement, SqlAccess } from "./sql-access.js";
import type { ClaimedRow, ClaimParameters } from "./sql-statements.js";

/** Statements of a claim, each on its own. */
interface ClaimStatements {
  /** Finds subjects that are free, longest waiting first, without a lock. */
  free(parameters: ClaimParameters): CompiledQuery<{ subject: string }>;
  /** Leases those of the subjects that are still free. */
  lease(parameters: ClaimParameters, subjects: readonly string[]): CompiledQuery<never>;
  /** Reads the first messages of those subjects that have the lease, in the order of the subjects. */
  first(parameters: ClaimParameters, subjects: readonly string[]): readonly CompiledQuery<ClaimedRow>[];
}

/** Number of attempts while other claims are faster. */
const MAX_ATTEMPTS = 10;

/**
 * Claims subjects without a transaction: finds free ones, leases those that are still free, and reads the messages of those that
 * have the lease. The update is the one atomic step. A claim that finds nothing takes no lock, so that idle workers disturb nobody.
 */
export async function claimByComparing(
  access: SqlAccess,
  { free, lease, first }: ClaimStatements,
  parameters: ClaimParameters,
): Promise<readonly ClaimedRow[]> {
  // Each statement is repeated by itself: what was leased stays leased.
  const run: RunStatement = (statement) => access.persistently(() => access.run(statement));
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const subjects = (await run(free(parameters))).rows.map(({ subject }) => subject);
    if (subjects.length === 0) break;
    const { numAffectedRows = 0n } = await run(lease(parameters, subjects));
    if (numAffectedRows === 0n) continue;
    const claimed: ClaimedRow[] = [];
    for (const statement of first(parameters, subjects)) claimed.push(...(await run(statement)).rows);
    return claimed;
  }
  return [];
}
