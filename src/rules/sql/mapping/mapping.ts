import { aText, type OptionKind, type OptionShape, optionsOf } from "../../../kernel/internal.js";
import type { CatalogField } from "../../language/catalog.js";
import {
  aColumnOfInstants,
  columnValue,
  existingDate,
  integerValue,
  namedColumns,
  type SqlColumn,
  type SqlInstantColumn,
} from "./columns.js";
import type { SqlDialect } from "../dialects/dialect.js";
import { type Fragment, raw } from "../dialects/fragment.js";
import { unsupported } from "../dialects/unsupported.js";

/** Tables and columns that hold what rules read. Every name is quoted; none comes from a rule. */
export interface SqlMapping {
  readonly subjects: SubjectTable;
  /** Only needed by rules that read history. */
  readonly interactions?: InteractionTable | undefined;
  /** Only needed by rules that read timelines. */
  readonly states?: StateTable | undefined;
}

/** Table with one row per subject. */
export interface SubjectTable {
  /** Name of the table, or its schema and name. */
  readonly table: string | readonly string[];
  readonly id: string;
  /** Column with the attributes as one JSON document, with instants as epoch milliseconds. */
  readonly document?: string | undefined;
  /** Columns of single attributes, by path. */
  readonly columns?: Readonly<Record<string, SqlColumn>> | undefined;
}

/** Table with one row per interaction. */
export interface InteractionTable {
  readonly table: string | readonly string[];
  readonly id: string;
  readonly subjectId: string;
  readonly type: string;
  /** Name of a BIGINT column with epoch milliseconds, or a column of another kind. */
  readonly at: string | SqlInstantColumn;
  readonly channel?: string | undefined;
  /** Column with the properties as one JSON document, with instants as epoch milliseconds. */
  readonly document?: string | undefined;
  /** Columns of single properties, by path. */
  readonly columns?: Readonly<Record<string, SqlColumn>> | undefined;
}

/** Table with one row per step of a timeline. */
export interface StateTable {
  readonly table: string | readonly string[];
  readonly subjectId: string;
  readonly key: string;
  /** The value as a JSON document. */
  readonly value: string;
  /** Start of the step: a BIGINT column with epoch milliseconds, or a column of another kind. */
  readonly from: string | SqlInstantColumn;
  /** Start of the next step, in the same way; NULL for the last one. */
  readonly to: string | SqlInstantColumn;
}

/** Kind of the name of a table, with its schema if it has one. */
export const aTable: OptionKind = {
  expected: "the name of a table, or an array of its schema and its name",
  accepts: (value) => (Array.isArray(value) ? value.length > 0 && value.every(aText.accepts) : aText.accepts(value)),
};

const facts = { table: aTable, document: aText, columns: namedColumns };

/** Kinds of the {@link SqlMapping}. */
export const SQL_MAPPING: OptionShape<SqlMapping> = {
  subjects: optionsOf<SubjectTable>({ ...facts, id: aText }, ["table", "id"]),
  interactions: optionsOf<InteractionTable>(
    { ...facts, id: aText, subjectId: aText, type: aText, at: aColumnOfInstants, channel: aText },
    ["table", "id", "subjectId", "type", "at"],
  ),
  states: optionsOf<StateTable>(
    { table: aTable, subjectId: aText, key: aText, value: aText, from: aColumnOfInstants, to: aColumnOfInstants },
    ["table", "subjectId", "key", "value", "from", "to"],
  ),
};

/** The layout of Clientele's own SQL storage: subjects as JSON documents, one row per interaction. */
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

/** Returns a quoted table name, with its schema if it has one. */
export function tableName(dialect: SqlDialect, table: string | readonly string[]): Fragment {
  return raw((typeof table === "string" ? [table] : table).map(dialect.identifier).join("."));
}

/** Returns a column of a table alias. */
export function columnOfAlias(dialect: SqlDialect, alias: string, column: string): Fragment {
  return raw(`${alias}.${dialect.identifier(column)}`);
}

/** Location of a field: in a JSON document, or in its own column. */
export type FieldSource =
  | { readonly document: Fragment; readonly keys: readonly string[] }
  | { readonly column: Fragment; readonly spec: SqlColumn };

/** Returns the location of a path in a row. */
export function sourceOf(
  dialect: SqlDialect,
  alias: string,
  part: { readonly document?: string | undefined; readonly columns?: Readonly<Record<string, SqlColumn>> | undefined },
  path: string,
): FieldSource {
  const own = part.columns !== undefined && Object.hasOwn(part.columns, path) ? part.columns[path] : undefined;
  if (own !== undefined) return { column: columnOfAlias(dialect, alias, own.column), spec: own };
  if (part.document === undefined)
    throw unsupported(dialect, "column", `The mapping has neither a document nor a column for ${JSON.stringify(path)}.`);
  return { document: columnOfAlias(dialect, alias, part.document), keys: path.split(".") };
}

/** Returns the value of a field as an expression that is NULL where the value is missing. */
export function typedValue(dialect: SqlDialect, source: FieldSource, type: CatalogField["type"]): Fragment {
  if ("column" in source) return columnValue(dialect, source.column, source.spec, type);
  const { document, keys } = source;
  switch (type) {
    case "text":
      return dialect.jsonText(document, keys);
    case "date":
      return existingDate(dialect, dialect.jsonText(document, keys));
    case "number":
      return dialect.jsonNumber(document, keys);
    case "integer":
    case "instant":
      return integerValue(dialect, dialect.jsonNumber(document, keys));
    case "boolean":
      return dialect.jsonBoolean(document, keys);
    default:
      throw unsupported(dialect, type, `Values of type ${type} can only be tested for presence and size.`);
  }
}
