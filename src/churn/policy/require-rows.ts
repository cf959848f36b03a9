import { ClienteleError } from "../../kernel/index.js";

/**
 * Requires a column to have one number per customer.
 *
 * @throws ClienteleError `mismatched_dimensions`
 */
export function requireRows(name: string, column: ArrayLike<number> | undefined, rows: number): void {
  if (column?.length === rows) return;
  const actual = column?.length ?? 0;
  throw new ClienteleError("mismatched_dimensions", `The column ${name} has ${actual} rows for ${rows} customers.`, {
    expected: rows,
    actual,
  });
}
