import { ClienteleError } from "../../kernel/index.js";
import type { CatalogField, FieldType } from "../language/catalog.js";
import type { SqlDialect } from "./dialect.js";
import { type Fragment, raw, sql } from "./fragment.js";

/** Where a host keeps what rules ask about. Every name is quoted; none ever comes from a rule. */
export interface SqlMapping {
  /** One row a subject. */
  readonly subjects: {
    readonly table: string | readonly string[];
    readonly id: string;
    /** Column with the attributes as one JSON document (instants as epoch milliseconds). */
    readonly document?: string;
    /** Attributes that have a column of their own. */
    readonly columns?: Readonly<Record<string, SqlColumn>>;
  };
  /** One row an interaction. */
  readonly interactions?: {
    readonly table: string | readonly string[];
    readonly id: string;
    readonly subjectId: string;
    readonly type: string;
    /** BIGINT, epoch milliseconds. */
    readonly at: string;
    readonly channel?: string;
    /** Column with the properties as one JSON document (instants as epoch milliseconds). */
    readonly document?: string;
    /** Properties that have a column of their own. */
    readonly columns?: Readonly<Record<string, SqlColumn>>;
  };
  /** One row a step of a timeline. */
  readonly states?: {
    readonly table: string | readonly string[];
    readonly subjectId: string;
    readonly key: string;
    /** The value as a JSON document. */
    readonly value: string;
    /** BIGINT, epoch milliseconds, from which the value holds. */
    readonly from: string;
    /** BIGINT, epoch milliseconds, at which the next step begins; NULL for the last. */
    readonly to: string;
  };
}

/** A column that holds one field; its values are of the kind, or NULL. */
export interface SqlColumn {
  readonly column: string;
  /** `instant` is BIGINT epoch milliseconds, `date` is text YYYY-MM-DD. */
  readonly kind: Extract<FieldType, "text" | "number" | "integer" | "boolean" | "instant" | "date">;
}

/** The layout of Clientele's own SQL storage: a JSON document a subject, an interaction a row. */
export const clienteleLayout: SqlMapping = {
  subjects: { table: "subject", id: "id", document: "document" },
  interactions: {
    table: "interaction",
    id: "id",
    subjectId: "subject_id",
    type: "type",
    at: "happened_at",
    channel: "channel",
    document: "properties",
  },
  states: { table: "state", subjectId: "subject_id", key: "state_key", value: "value", from: "valid_from", to: "valid_to" },
};

/** A quoted table name, with its schema if it has one. */
export function tableName(dialect: SqlDialect, table: string | readonly string[]): Fragment {
  return raw((typeof table === "string" ? [table] : table).map(dialect.identifier).join("."));
}

/** A column of a table alias. */
export function columnOfAlias(dialect: SqlDialect, alias: string, column: string): Fragment {
  return raw(`${alias}.${dialect.identifier(column)}`);
}

/** Where a field lies: in a JSON document, or in a column of its own. */
export type FieldSource =
  | { readonly document: Fragment; readonly keys: readonly string[] }
  | { readonly column: Fragment; readonly kind: SqlColumn["kind"] };

/** Finds where a path lies in a row. */
export function sourceOf(
  dialect: SqlDialect,
  alias: string,
  part: { readonly document?: string | undefined; readonly columns?: Readonly<Record<string, SqlColumn>> | undefined },
  path: string,
): FieldSource {
  const own = part.columns !== undefined && Object.hasOwn(part.columns, path) ? part.columns[path] : undefined;
  if (own !== undefined) return { column: columnOfAlias(dialect, alias, own.column), kind: own.kind };
  if (part.document === undefined)
    throw unsupported(dialect, "column", `The mapping has neither a document nor a column for ${path}.`);
  return { document: columnOfAlias(dialect, alias, part.document), keys: path.split(".") };
}

/** The value of a field as an expression that is NULL where the value is missing. */
export function typedValue(dialect: SqlDialect, source: FieldSource, type: CatalogField["type"]): Fragment {
  if ("column" in source) {
    const fits = source.kind === type || (type === "number" && source.kind === "integer");
    if (!fits) throw unsupported(dialect, "column", `A column of kind ${source.kind} does not hold a ${type}.`);
    if (type === "text") return dialect.binaryText(source.column);
    if (type === "date") return existingDate(dialect, dialect.binaryText(source.column));
    return type === "boolean" ? source.column : dialect.toDouble(source.column);
  }
  const { document, keys } = source;
  switch (type) {
    case "text":
      return dialect.jsonText(document, keys);
    case "date":
      return existingDate(dialect, dialect.jsonText(document, keys));
    case "number":
      return dialect.jsonNumber(document, keys);
    case "integer":
    case "instant": {
      const value = dialect.jsonNumber(document, keys);
      return sql`(CASE WHEN ${value} = ${raw(dialect.functions.floor)}(${value}) THEN ${value} END)`;
    }
    case "boolean":
      return dialect.jsonBoolean(document, keys);
    default:
      throw unsupported(dialect, type, `A value of type ${type} has no expression of its own.`);
  }
}

/** A text that is a day of the calendar; NULL otherwise. */
function existingDate(dialect: SqlDialect, value: Fragment): Fragment {
  const part = (from: number, length: number): Fragment => dialect.substring(value, from, length);
  const literal = (digits: string): Fragment => dialect.binaryText(raw(`'${digits}'`));
  const year = dialect.digitsToInteger(part(1, 4));
  const month = part(6, 2);
  const isLeap = sql`((${year} % 4 = 0 AND ${year} % 100 <> 0) OR ${year} % 400 = 0)`;
  const lastDay = sql`(CASE WHEN ${month} = ${literal("02")} THEN CASE WHEN ${isLeap} THEN ${literal("29")} ELSE ${literal("28")} END WHEN ${month} IN (${literal("04")}, ${literal("06")}, ${literal("09")}, ${literal("11")}) THEN ${literal("30")} ELSE ${literal("31")} END)`;
  const day = part(9, 2);
  // The inner CASE keeps a database from reading digits out of a text that has none.
  return sql`(CASE WHEN ${dialect.looksLikeDate(value)} THEN CASE WHEN ${month} >= ${literal("01")} AND ${month} <= ${literal("12")} AND ${day} >= ${literal("01")} AND ${day} <= ${lastDay} THEN ${value} END END)`;
}

/** The error for what cannot be said faithfully. */
export function unsupported(dialect: SqlDialect, operator: string, message: string): ClienteleError<"unsupported_in_dialect"> {
  return new ClienteleError("unsupported_in_dialect", message, { dialect: dialect.name, operator });
}
