import type { Bind, Fragment } from "./fragment.js";

/** Databases that rules compile to. */
export type SqlDialectName = "postgres" | "mysql" | "sqlite" | "duckdb" | "clickhouse";

/**
 * How one database says what rules need. Every reading function gives NULL where the value is missing: absent, JSON null,
 * or of another type. Text compares by code point.
 */
export interface SqlDialect {
  readonly name: SqlDialectName;
  /** Quotes an identifier from a mapping. */
  readonly identifier: (name: string) => string;
  /** A literal text inside the statement, for JSON paths only. */
  readonly literal: (text: string) => string;
  /** The placeholder of the n-th parameter (from 1). */
  readonly placeholder: (bind: Bind, position: number) => string;
  /** The value as the driver wants it; most take it as it is. */
  readonly parameter?: (bind: Bind) => string | number | boolean;

  /** Own text at a path of a JSON document; the whole document for no keys. */
  readonly jsonText: (document: Fragment, keys: readonly string[]) => Fragment;
  /** A double. */
  readonly jsonNumber: (document: Fragment, keys: readonly string[]) => Fragment;
  /** True or false. */
  readonly jsonBoolean: (document: Fragment, keys: readonly string[]) => Fragment;
  /** Whether anything but null is there. Never NULL. */
  readonly jsonPresent: (document: Fragment, keys: readonly string[]) => Fragment;
  /** How many elements a list has; NULL if it is none. */
  readonly jsonLength: (document: Fragment, keys: readonly string[]) => Fragment;
  /** Whether a list has an element that is one of some texts or numbers. Never NULL. */
  readonly jsonHasAny: (
    document: Fragment,
    keys: readonly string[],
    kind: "text" | "number",
    values: readonly (string | number)[],
  ) => Fragment;

  /** Text of a column in code-point order, where the column's own collation may differ. */
  readonly binaryText: (expression: Fragment) => Fragment;
  readonly contains: (value: Fragment, part: Bind) => Fragment;
  readonly startsWith: (value: Fragment, part: Bind) => Fragment;
  readonly endsWith: (value: Fragment, part: Bind) => Fragment;
  /** `*` in the pattern stands for any text. */
  readonly like: (value: Fragment, pattern: string) => Fragment;
  /** A–Z to a–z, nothing else. */
  readonly foldAscii: (value: Fragment) => Fragment;
  /** `YYYY-MM-DD` in form (not yet in calendar). */
  readonly looksLikeDate: (value: Fragment) => Fragment;
  /** Characters from a position (from 1). Dates are ASCII. */
  readonly substring: (value: Fragment, from: number, length: number) => Fragment;
  /** Digits to a whole number. */
  readonly digitsToInteger: (value: Fragment) => Fragment;
  /** A double from any number. */
  readonly toDouble: (value: Fragment) => Fragment;
  /** Names of functions that differ. */
  readonly functions: { readonly ln: string; readonly exp: string; readonly power: string; readonly floor: string };
}
