import type { Bind, Fragment } from "./fragment.js";

/** A database that rules compile to; `mysql` is MySQL and MariaDB. */
export type SqlDialectName = "postgres" | "mysql" | "sqlite" | "duckdb" | "clickhouse";

/**
 * SQL of one database. Every function that reads a value gives NULL where it is missing: absent, JSON null, or of another
 * type. Text compares by code point.
 */
export interface SqlDialect {
  readonly name: SqlDialectName;
  /** Quotes an identifier from a mapping. */
  readonly identifier: (name: string) => string;
  /** Quotes a text literal, for JSON paths only. */
  readonly literal: (text: string) => string;
  /** Returns the placeholder of the n-th parameter, from 1. */
  readonly placeholder: (bind: Bind, position: number) => string;
  /** Converts a value for the driver; defaults to the value itself. */
  readonly parameter?: (bind: Bind) => string | number | boolean;

  /** The text at a path of a JSON document; the whole document without keys. */
  readonly jsonText: (document: Fragment, keys: readonly string[]) => Fragment;
  /** The number at a path, as a double. */
  readonly jsonNumber: (document: Fragment, keys: readonly string[]) => Fragment;
  /** The boolean at a path. */
  readonly jsonBoolean: (document: Fragment, keys: readonly string[]) => Fragment;
  /** Whether a value other than null is at a path. Never NULL. */
  readonly jsonPresent: (document: Fragment, keys: readonly string[]) => Fragment;
  /** The length of a list at a path; NULL if it is not a list. */
  readonly jsonLength: (document: Fragment, keys: readonly string[]) => Fragment;
  /** Whether a list at a path has one of some texts or numbers. Never NULL. */
  readonly jsonHasAny: (
    document: Fragment,
    keys: readonly string[],
    kind: "text" | "number",
    values: readonly (string | number)[],
  ) => Fragment;

  /** A document without anything in it; defaults to `NULL`. */
  readonly absentDocument?: string;
  /**
   * The number of items of a list at a path that satisfy a condition, which is never NULL; 0 if it is not a list.
   *
   * @param condition - of the document of an item
   */
  readonly jsonCountItems: (document: Fragment, keys: readonly string[], condition: (item: Fragment) => Fragment) => Fragment;

  /** The text of a column in code-point order, whatever its collation. */
  readonly binaryText: (expression: Fragment) => Fragment;
  readonly contains: (value: Fragment, part: Bind) => Fragment;
  readonly startsWith: (value: Fragment, part: Bind) => Fragment;
  readonly endsWith: (value: Fragment, part: Bind) => Fragment;
  /** `*` in the pattern stands for any text. */
  readonly like: (value: Fragment, pattern: string) => Fragment;
  /** Folds A–Z to a–z and nothing else. */
  readonly foldAscii: (value: Fragment) => Fragment;
  /** Whether text is a date `YYYY-MM-DD` that exists. NULL or false otherwise. */
  readonly isDate: (value: Fragment) => Fragment;
  /** Characters from a position, from 1. Only used on dates, which are ASCII. */
  readonly substring: (value: Fragment, from: number, length: number) => Fragment;
  /** Converts digits to an integer. */
  readonly digitsToInteger: (value: Fragment) => Fragment;
  /** The remainder of a whole number that is not negative, given as any number type. */
  readonly remainder: (value: Fragment, divisor: number) => Fragment;
  /** The date `YYYY-MM-DD` of a number of days since 1970-01-01, from 1900 to 2100. */
  readonly dateText: (day: Fragment) => Fragment;
  /** The sum of the second numbers of all pairs of integers whose first number is at most a value. */
  readonly sumUpTo: (value: Fragment, pairs: readonly (readonly [upTo: number, summand: number])[]) => Fragment;
  /** Converts a number to a double. */
  readonly toDouble: (value: Fragment) => Fragment;
  /** Names of functions that differ between databases. */
  readonly functions: {
    readonly ln: string;
    readonly exp: string;
    readonly power: string;
    readonly floor: string;
    readonly least: string;
  };
}
