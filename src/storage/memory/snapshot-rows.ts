import { ClienteleError, isClienteleError, type Problem } from "../../kernel/index.js";
import { isPlainObject } from "../plain-data.js";
import type { Table } from "./table.js";

/** State of reading a snapshot. */
export interface SnapshotReading {
  readonly version: 1 | 2;
  /** Number of tokens used when the snapshot was written; no version or lease is higher. */
  tokens: number;
  readonly problems: Problem[];
}

/** Fields of a row. */
export type Fields = Readonly<Record<string, unknown>>;

/** Readers of the lists of one tenant: each reads one row of its list. The path is that of the row. */
export type ListReaders = Readonly<Record<string, (row: Fields, path: string) => void>>;

/** Readers of the lists that differ between the versions. */
export interface VersionReaders {
  readonly lists: ListReaders;
  /** Runs after all rows were read. */
  readonly finish: () => void;
}

/** Puts a row into a table that must not have its key. */
export function putNew<Row>(table: Table<Row, never>, key: string, row: Row, path: string): void {
  if (table.get(key) !== undefined) throw occursTwice(path);
  table.put(row);
}

/** Checks an object, and returns it. */
export function requireFields(value: unknown, path: string): Fields {
  if (typeof value === "object" && value !== null && isPlainObject(value)) return value;
  throw problem(path, "Must be an object.");
}

/** Checks an integer of at least `min`, and returns it. */
export function requireCount(value: unknown, min: number, path: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= min) return value as number;
  throw problem(path, `Must be an integer of at least ${min}.`);
}

/** Creates the error of an identifier that occurs twice. */
export function occursTwice(path: string): ClienteleError<"invalid_snapshot"> {
  return problem(path, "The identifier occurs twice in the list.");
}

/** Creates the error of one problem. */
export function problem(path: string, message: string): ClienteleError<"invalid_snapshot"> {
  return new ClienteleError("invalid_snapshot", message, { problems: [{ path, message }] }, path);
}

/** Runs one step. A coded error becomes a problem, and reading continues. */
export function attempt(path: string, { problems }: SnapshotReading, step: () => void): void {
  try {
    step();
  } catch (error) {
    if (isClienteleError(error, "invalid_snapshot")) problems.push(...error.details.problems);
    else if (isClienteleError(error)) problems.push({ path: error.path === "" ? path : error.path, message: error.message });
    else throw error;
  }
}
