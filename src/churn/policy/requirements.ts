import { ClienteleError } from "../../kernel/index.js";

/** The error of an argument that cannot be, in one form for the module. */
export function outsideDomain(argument: string, value: unknown, expected: string): ClienteleError<"outside_domain"> {
  return new ClienteleError("outside_domain", `${argument} must be ${expected}, got ${String(value)}.`, { argument, value });
}

/** Throws unless a column has a number for each customer. */
export function requireRows(column: ArrayLike<number>, rows: number): void {
  if (column.length !== rows)
    throw new ClienteleError("mismatched_dimensions", "Give a number for each customer.", {
      expected: rows,
      actual: column.length,
    });
}

/** Throws unless a number is a probability. */
export function requireProbability(argument: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw outsideDomain(argument, value, "between 0 and 1");
}
