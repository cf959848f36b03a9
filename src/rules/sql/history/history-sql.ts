import type { Catalog } from "../../language/catalog.js";
import type { Where, WindowAnchor, WindowSpec } from "../../language/expression.js";
import { ANY_TYPE, prefixOf } from "../../language/interaction-types.js";
import { declaringTypes, propertyField } from "../../language/metric-value.js";
import { identifierColumn, instantIn } from "../mapping/columns.js";
import { type Fragment, join, junctionSql, list, raw, sql, text } from "../dialects/fragment.js";
import { columnOfAlias, type FieldSource, type SqlMapping, sourceOf, tableName } from "../mapping/mapping.js";
import { unsupported } from "../dialects/unsupported.js";
import { fieldTest, type TestContext, valueTest } from "../tests/test-sql.js";
import { windowCondition } from "./window-sql.js";

/** What the SQL of a leaf that reads history needs. */
export interface HistoryContext extends TestContext {
  readonly catalog: Catalog;
  readonly mapping: SqlMapping;
  readonly approximate: boolean;
  /** The identifier of the subject in the outer statement. */
  readonly subjectId: Fragment;
  /** Alias of the subject's table. */
  readonly subjectAlias: string;
  /** Returns a new alias for each use of a table. */
  readonly nextAlias: () => string;
}

/** One interaction in SQL: a row of the table, or an element of an array. */
export interface FactRow {
  readonly at: Fragment;
  readonly id: Fragment;
  /** In code-point order. */
  readonly type: Fragment;
  readonly channel: () => Fragment;
  /** Returns the location of a property. */
  readonly source: (path: string) => FieldSource;
}

/** Returns conditions on one interaction. Never NULL. */
export function whereSql(context: HistoryContext, where: Where, types: readonly string[], row: FactRow): Fragment {
  switch (where.kind) {
    case "all":
    case "any":
      return junctionSql(
        where.kind,
        where.of.map((part) => whereSql(context, part, types, row)),
      );
    case "not":
      return sql`(NOT ${whereSql(context, where.of, types, row)})`;
    case "channel":
      return valueTest(context, context.dialect.binaryText(row.channel()), "text", where.test);
    case "property":
      return fieldTest(
        context,
        propertySource(context, types, where.path, row),
        propertyField(context.catalog, types, where.path)!,
        where.test,
      );
  }
}

/** Returns the condition that a type is one of some names, families among them; none for any type. */
export function typeConditions(
  { dialect }: HistoryContext,
  type: Fragment,
  types: readonly string[] | undefined,
): readonly Fragment[] {
  if (types === undefined || types.includes(ANY_TYPE)) return [];
  const names = types.filter((each) => prefixOf(each) === undefined);
  const families = types.flatMap((each) => prefixOf(each) ?? []);
  const conditions = [
    ...(names.length === 0 ? [] : [sql`${type} IN ${list("text", names)}`]),
    ...families.map((prefix) => dialect.startsWith(type, text(prefix))),
  ];
  return [conditions.length === 1 ? conditions[0]! : sql`(${join(conditions, " OR ")})`];
}

/** Returns the location of a property, which is NULL in the types of a family that do not declare it. */
export function propertySource(context: HistoryContext, types: readonly string[], path: string, row: FactRow): FieldSource {
  const source = row.source(path);
  const declaring = declaringTypes(context.catalog, types, path);
  if (declaring === undefined) return source;
  const guarded = (value: Fragment, otherwise = "NULL"): Fragment =>
    sql`(CASE WHEN ${row.type} IN ${list("text", declaring)} THEN ${value} ELSE ${raw(otherwise)} END)`;
  return "column" in source
    ? { ...source, column: guarded(source.column) }
    : { ...source, document: guarded(source.document, context.dialect.absentDocument) };
}

/** Returns the table of interactions of the mapping. */
export function interactionsOf({ mapping, dialect }: HistoryContext): NonNullable<SqlMapping["interactions"]> {
  if (mapping.interactions === undefined) throw unsupported(dialect, "history", "The mapping has no table of interactions.");
  return mapping.interactions;
}

/** One use of the interaction table: the interactions of the outer subject that are of some types, in a window. */
export interface Facts {
  readonly row: FactRow;
  readonly at: Fragment;
  /** `FROM … WHERE …` without the ordering. */
  readonly from: Fragment;
  /** The total order `(at, id)`. */
  readonly order: (direction: "ASC" | "DESC") => Fragment;
}

/** Returns one use of the interaction table. */
export function factsOf(
  context: HistoryContext,
  {
    types,
    where,
    window,
    when,
  }: {
    types?: readonly string[] | undefined;
    where?: Where | undefined;
    window?: WindowSpec | undefined;
    when?: ((at: Fragment, row: FactRow) => Fragment) | undefined;
  },
): Facts {
  const { dialect } = context;
  const columns = interactionsOf(context);
  const alias = context.nextAlias();
  const column = (name: string): Fragment => columnOfAlias(dialect, alias, name);
  const at = typeof columns.at === "string" ? column(columns.at) : column(INSTANT);
  const row: FactRow = {
    at,
    id: identifierColumn(dialect, column(columns.id)),
    type: dialect.binaryText(column(columns.type)),
    channel: () => {
      if (columns.channel === undefined) throw unsupported(dialect, "channel", "The mapping has no column for the channel.");
      return column(columns.channel);
    },
    source: (path) => sourceOf(dialect, alias, columns, path),
  };
  const conditions = [
    sql`${column(columns.subjectId)} = ${context.subjectId}`,
    ...typeConditions(context, row.type, types),
    when === undefined ? windowCondition(window, at, context.asOf, (of) => anchorSql(context, of)) : when(at, row),
    ...(where === undefined ? [] : [whereSql(context, where, types ?? [], row)]),
  ];
  return {
    row,
    at,
    from: sql`FROM ${factTable(context)} ${raw(alias)} WHERE ${join(conditions, " AND ")}`,
    order: (direction) => sql`ORDER BY ${at} ${raw(direction)}, ${row.id} ${raw(direction)}`,
  };
}

/** Column of the instant of a fact in epoch milliseconds, where the table has another kind. */
const INSTANT = "clientele_at";

/** Returns the table of interactions, with the instant as a further column if the table has it in another kind. */
function factTable(context: HistoryContext): Fragment {
  const { dialect } = context;
  const columns = interactionsOf(context);
  const table = tableName(dialect, columns.table);
  if (typeof columns.at === "string") return table;
  const at = instantIn(dialect, columns.at, (name) => columnOfAlias(dialect, "f", name));
  return sql`(SELECT f.*, ${at} AS ${raw(dialect.identifier(INSTANT))} FROM ${table} f)`;
}

/** Returns the anchor of a relative window; NULL where there is none. */
export function anchorSql(context: HistoryContext, of: WindowAnchor): Fragment {
  if ("attribute" in of) return context.attribute(of.attribute);
  const facts = factsOf(context, { types: "first" in of ? of.first : of.last });
  return sql`(SELECT ${raw("first" in of ? "MIN" : "MAX")}(${facts.at}) ${facts.from})`;
}
