/**
 * Returns the condition, order and limit of a lookup of one row `t` by its key, in a `lateral` that follows a list `key`.
 *
 * It is written as a range of one key, in the order of the primary key, and not as an equation. Statistics that are older than
 * the rows of a tenant say that the tenant has one row; then every index that begins with the tenant looks as good as the primary
 * key, and PostgreSQL takes any of them and reads the whole tenant for every key. Only the primary key has this order.
 */
export function lookup(...columns: readonly string[]): string {
  const own = columns.map((column) => `t.${column}`).join(", ");
  const key = columns.map((column) => `key.${column}`).join(", ");
  return `t.tenant_id = :tenant and (${own}) >= (${key}) and (${own}) <= (${key}) order by ${own} limit 1`;
}
