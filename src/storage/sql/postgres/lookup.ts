/**
 * Returns the condition, order and limit of a lookup of one row `t` by its key, in a `lateral` that follows a list `key`.
 *
 * The last column is written as a range of one value, in the order of the primary key, and not as an equation. Statistics that
 * are older than the rows of a tenant say that the tenant has one row; then every index that begins with the tenant looks as good
 * as the primary key, and PostgreSQL takes any of them and reads the whole tenant for every key. Only the primary key has this
 * order. The columns before it are equations: a range of several columns reads on to the last row of the first column.
 */
export function lookup(...columns: readonly string[]): string {
  const last = columns.at(-1)!;
  const equations = columns.slice(0, -1).map((column) => `t.${column} = key.${column} and `);
  const order = columns.map((column) => `t.${column}`).join(", ");
  return `t.tenant_id = :tenant and ${equations.join("")}t.${last} >= key.${last} and t.${last} <= key.${last} order by ${order} limit 1`;
}
