import { ClienteleError } from "../kernel/index.js";

/** Error of a mathematical argument outside its domain, in the one wording of the module: "`p` must be …, got …." */
export function outsideDomain(argument: string, value: unknown, expected: string): ClienteleError<"outside_domain"> {
  return new ClienteleError(
    "outside_domain",
    `\`${argument}\` must be ${expected}, got ${String(value)}.`,
    { argument, value },
    argument,
  );
}

/** Throws unless the value is finite and greater than zero. */
export function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw outsideDomain(argument, value, "a positive finite number");
}

/** Throws unless the value is a probability strictly between 0 and 1. */
export function requireOpenProbability(argument: string, value: number): void {
  if (!(value > 0 && value < 1)) throw outsideDomain(argument, value, "a number between 0 and 1, both excluded");
}
