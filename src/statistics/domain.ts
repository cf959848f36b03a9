import { ClienteleError } from "../kernel/index.js";

/** The error of an argument outside its domain, in one form for all of the numeric floor. */
export function outsideDomain(argument: string, value: unknown, expected: string): ClienteleError<"outside_domain"> {
  return new ClienteleError("outside_domain", `${argument} must be ${expected}, got ${String(value)}.`, { argument, value });
}

/** Throws unless the value is finite and greater than zero. */
export function requirePositive(argument: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw outsideDomain(argument, value, "a positive finite number");
}

/** Throws unless the value is a probability strictly between 0 and 1. */
export function requireOpenProbability(argument: string, value: number): void {
  if (!(value > 0 && value < 1)) throw outsideDomain(argument, value, "a probability between 0 and 1, both excluded");
}
