/** Type of the elements of an array. */
type ElementType = "int" | "bigint" | "text" | "boolean";

/** Rows that a statement gets as parameters: one array per column. */
export interface ArrayList<Row, Column extends string> {
  /** Returns a table expression with some of the columns: `name (column, column …)`. */
  table(name: string, columns: readonly Column[]): string;
  /** Returns the arrays by the names of their parameters. */
  values(rows: readonly Row[]): Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Describes rows that a statement gets as arrays.
 *
 * In a table expression, each array is hidden in a select. PostgreSQL would otherwise count its elements when it plans, find the
 * plan for these elements better than the plan for any elements, and plan a prepared statement anew in every call.
 *
 * @param list - start of the names of the parameters
 * @param columns - type and value of each column
 */
export function arrayList<Row, Column extends string>(
  list: string,
  columns: Readonly<Record<Column, readonly [type: ElementType, valueOf: (row: Row) => unknown]>>,
): ArrayList<Row, Column> {
  const parameterOf = (column: Column): string => `${list}_${column}`;
  return {
    table(name, chosen) {
      const arrays = chosen.map((column) => `(select :${parameterOf(column)}::${columns[column][0]}[])`);
      return `unnest(${arrays.join(", ")}) as ${name} (${chosen.join(", ")})`;
    },
    values: (rows) =>
      Object.fromEntries(
        (Object.keys(columns) as Column[]).map((column) => [parameterOf(column), rows.map((row) => columns[column][1](row))]),
      ),
  };
}
