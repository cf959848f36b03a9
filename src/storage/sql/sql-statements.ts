import type { CommitRows } from "./commit-rows.js";
import type { RunStatement, SqlAccess } from "./sql-access.js";
import type { StoredInteger } from "./tables.js";

/** Keys of one statement that reads; every text can be bound, and a key occurs once. */
export interface ReadKeys {
  readonly customers: readonly string[];
  /** By kind, then by identifier. */
  readonly documents: readonly { readonly kind: string; readonly id: string }[];
  readonly interactions: readonly string[];
  readonly histories: readonly ReadHistory[];
}

/** The beginning of a history to read. */
export interface ReadHistory {
  /** Position of the history in the request. */
  readonly position: number;
  readonly customerId: string;
  /** First instant, in epoch milliseconds. */
  readonly from: number;
  readonly limit: number;
}

/** List of the request that a row belongs to. */
export const LISTS = { customers: 0, documents: 1, interactions: 2, histories: 3 } as const;

/** A row that was read. All lists share these columns, because one statement reads them all. */
export interface FoundRow {
  /** A number of {@link LISTS}. */
  readonly list: StoredInteger;
  /** Position of the history; 0 in other lists. */
  readonly position: StoredInteger;
  /** Kind of a document; null in other lists. */
  readonly kind: string | null;
  readonly id: string;
  /** Owner of a document; null in other lists. */
  readonly customer_id: string | null;
  /** Due instant of a document; null in other lists. */
  readonly due_at: StoredInteger | null;
  /** Version of a customer or a document; null in other lists. */
  readonly version: string | null;
  readonly record: string;
}

/** What a claim asks for. */
export interface ClaimParameters {
  readonly tenant: string;
  readonly lease: string;
  readonly leaseMilliseconds: number;
  readonly limit: number;
}

/** A message of a claimed subject. */
export interface ClaimedRow {
  readonly subject: string;
  readonly attempts: StoredInteger;
  readonly sequence: StoredInteger;
  readonly part: StoredInteger;
  readonly id: string;
  readonly record: string;
}

/** An acknowledgement with the token of its claim. */
export interface SqlAcknowledgement {
  readonly subject: string;
  readonly lease: string;
  readonly through: number;
}

/** Number of messages that a claim reads per subject: one more than it returns, to see whether it cut a sequence. */
export const MESSAGES_READ = 101;

/** The statements of one dialect. */
export interface SqlStatements {
  /** Reads rows by their keys, in one statement, in any order. */
  read(run: RunStatement, tenant: string, keys: ReadKeys): Promise<readonly FoundRow[]>;
  /**
   * Writes change sets atomically, except those that are in conflict.
   *
   * @param repeated - whether an earlier attempt failed because a new key existed; every set with such a key is named now
   * @returns positions of the sets in conflict, with repetitions
   */
  commit(access: SqlAccess, tenant: string, rows: CommitRows, repeated: boolean): Promise<readonly number[]>;
  /** Leases free subjects, and reads the first messages of each, in order. */
  claim(access: SqlAccess, parameters: ClaimParameters): Promise<readonly ClaimedRow[]>;
  /**
   * Removes delivered messages and frees their subjects.
   *
   * @param acknowledgements - by subject; a subject may occur with several leases
   * @returns positions of those whose lease was valid
   */
  acknowledge(access: SqlAccess, tenant: string, acknowledgements: readonly SqlAcknowledgement[]): Promise<readonly number[]>;
}
