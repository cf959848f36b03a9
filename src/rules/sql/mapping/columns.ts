import {
  anInteger,
  aText,
  aZone,
  invalidOption,
  joinPath,
  mapOf,
  oneOf,
  type OptionKind,
  optionsOf,
} from "../../../kernel/internal.js";
import type { FieldType } from "../../language/catalog.js";
import type { SqlDialect } from "../dialects/dialect.js";
import { type Fragment, raw, sql } from "../dialects/fragment.js";
import { nativeColumns } from "./native-columns.js";
import { unsupported } from "../dialects/unsupported.js";
import { instantOf } from "./wall-clock.js";

/** A column that holds one field; its values are of the kind, or NULL. */
export interface SqlColumn {
  readonly column: string;
  /**
   * - `text`: any type of text. MySQL and MariaDB convert other character sets.
   * - `number`, `integer`: any type of number.
   * - `decimal`: DECIMAL or NUMERIC, with a `scale`.
   * - `boolean`: BOOLEAN, BIT(1), or 1 and 0 as in TINYINT(1).
   * - `date`: DATE, or text YYYY-MM-DD; for an instant, a DATE whose day begins in the `zone`.
   * - `instant`: BIGINT with epoch milliseconds.
   * - `timestamp`: a wall-clock time in the `zone`: TIMESTAMP without time zone; in MySQL DATETIME; in SQLite text
   *   `YYYY-MM-DD HH:MM:SS`. Digits below the millisecond are cut off.
   * - `timestamptz`: an instant: TIMESTAMP WITH TIME ZONE; in MySQL TIMESTAMP; in ClickHouse DateTime and DateTime64; in SQLite
   *   such text with `Z` or an offset.
   */
  readonly kind: "text" | "number" | "integer" | "decimal" | "boolean" | "date" | "instant" | "timestamp" | "timestamptz";
  /**
   * Time zone of a `timestamp`, which defaults to UTC, or of a `date` that holds instants. A time that occurs twice is the first
   * of the two, and one that the clocks skipped is later by what they skipped. Offsets before 1970 are those of 1970.
   */
  readonly zone?: string | undefined;
  /** Number of digits by which a `decimal` is shifted to minor units: with 2, 12.34 is 1234. Defaults to 0. */
  readonly scale?: number | undefined;
}

/** A column that holds instants. */
export interface SqlInstantColumn extends SqlColumn {
  readonly kind: "instant" | "timestamp" | "timestamptz" | "date";
}

/** Maximum `scale`, which is that of decimals in a catalog. */
const MAX_SCALE = 6;

/** Options that a kind has besides the column. */
const optionOf: Readonly<Partial<Record<SqlColumn["kind"], keyof SqlColumn>>> = {
  decimal: "scale",
  timestamp: "zone",
  date: "zone",
};

const INSTANT_KINDS = ["instant", "timestamp", "timestamptz", "date"] as const;
const KINDS = ["text", "number", "integer", "decimal", "boolean", ...INSTANT_KINDS] as const;

const shape = { column: aText, zone: aZone, scale: anInteger({ min: 0, max: MAX_SCALE }) };

function columnOf(kinds: readonly string[]): OptionKind {
  const column = optionsOf<SqlColumn>({ ...shape, kind: oneOf(kinds) }, ["column", "kind"]);
  return {
    ...column,
    inside: (value: SqlColumn, path: string) => {
      column.inside?.(value as never, path);
      for (const option of ["zone", "scale"] as const)
        if (value[option] !== undefined && optionOf[value.kind] !== option)
          throw invalidOption(joinPath(path, option), value[option], `left out, because a column of kind ${value.kind} has none`);
    },
  };
}
const instantColumn = columnOf(INSTANT_KINDS);

/** Kind of a map of columns by path. */
export const namedColumns = mapOf(columnOf(KINDS));

/** Kind of a column with instants: its name, or a column with its kind. */
export const aColumnOfInstants: OptionKind = {
  ...instantColumn,
  expected: "the name of a column, or an object with `column` and `kind`",
  accepts: (value) => aText.accepts(value) || (typeof value === "object" && instantColumn.accepts(value)),
  inside: (value: never, path: string) => (typeof value === "string" ? undefined : instantColumn.inside?.(value, path)),
};

/** Kinds of column that can hold the values of a field. */
const fits: Readonly<Partial<Record<FieldType, readonly SqlColumn["kind"][]>>> = {
  text: ["text"],
  number: ["number", "integer", "decimal"],
  integer: ["integer", "decimal"],
  boolean: ["boolean"],
  date: ["date"],
  instant: INSTANT_KINDS,
};

/** Returns the value of a field in a column of its own as an expression that is NULL where the value is missing. */
export function columnValue(dialect: SqlDialect, column: Fragment, spec: SqlColumn, type: FieldType): Fragment {
  const native = nativeColumns[dialect.name];
  if (fits[type]?.includes(spec.kind) !== true)
    throw unsupported(dialect, "column", `A column of kind ${spec.kind} cannot hold values of type ${type}.`);
  switch (type) {
    case "text":
      return dialect.binaryText(column);
    case "date":
      return existingDate(dialect, dialect.binaryText(native.dateText(column)));
    case "boolean":
      return native.boolean(column);
    case "instant":
      return dialect.toDouble(columnInstant(dialect, column, spec as SqlInstantColumn));
    default: {
      if (spec.kind !== "decimal") return native.double(column);
      const value = native.decimal(column, spec.scale ?? 0, type === "integer");
      if (value === undefined)
        throw unsupported(dialect, "decimal", `${dialect.name} has no decimals, so only an integer can be shifted exactly.`);
      return type === "integer" ? integerValue(dialect, value) : value;
    }
  }
}

/** Returns an identifier of any type as text in code-point order. */
export function identifierColumn(dialect: SqlDialect, column: Fragment): Fragment {
  return dialect.binaryText(nativeColumns[dialect.name].identifier(column));
}

/** Returns the instant of a column that a mapping names, or describes with its kind. */
export function instantIn(dialect: SqlDialect, given: string | SqlInstantColumn, column: (name: string) => Fragment): Fragment {
  return typeof given === "string" ? column(given) : columnInstant(dialect, column(given.column), given);
}

/** Returns an instant in a column of its own as epoch milliseconds, whatever the session's time zone is. */
function columnInstant(dialect: SqlDialect, column: Fragment, { kind, zone }: SqlInstantColumn): Fragment {
  const native = nativeColumns[dialect.name];
  switch (kind) {
    case "instant":
      return column;
    case "timestamptz":
      return native.timestamptz(column);
    case "timestamp":
      if (native.timestamp === undefined)
        throw unsupported(dialect, "timestamp", `${dialect.name} has no times without a zone. Use the kind "timestamptz".`);
      return instantOf(dialect, native.timestamp(column), zone ?? "UTC");
    case "date":
      if (zone === undefined)
        throw unsupported(dialect, "date", "A column of dates holds instants only with a `zone`, in which the day begins.");
      return instantOf(dialect, native.midnight(column), zone);
  }
}

/** Returns text that is an existing date; NULL otherwise. */
export function existingDate(dialect: SqlDialect, value: Fragment): Fragment {
  return sql`(CASE WHEN ${dialect.isDate(value)} THEN ${value} END)`;
}

/** Returns a number without a fraction; NULL otherwise. */
export function integerValue(dialect: SqlDialect, value: Fragment): Fragment {
  return sql`(CASE WHEN ${value} = ${raw(dialect.functions.floor)}(${value}) THEN ${value} END)`;
}
