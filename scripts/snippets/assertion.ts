/** What a generated snippet module calls; vitest's own equality, with numbers to the digits written. */
import { expect } from "vitest";

interface Matcher {
  asymmetricMatch(actual: unknown): boolean;
  toString(): string;
  toAsymmetricMatcher(): string;
}

function matcher(text: string, asymmetricMatch: (actual: unknown) => boolean): Matcher {
  return {
    $$typeof: Symbol.for("jest.asymmetricMatcher"),
    asymmetricMatch,
    toString: () => text,
    toAsymmetricMatcher: () => text,
  } as Matcher;
}

/** A number within `tolerance`, give or take the rounding of binary fractions. */
export function near(expected: number, tolerance: number): Matcher {
  const slack = tolerance + Math.abs(expected) * 1e-12;
  return matcher(`≈ ${expected}`, (actual) => typeof actual === "number" && Math.abs(actual - expected) <= slack);
}

/** An object with these properties and perhaps more. */
export function contains(expected: Readonly<Record<string, unknown>>): unknown {
  return matcher(`{ ${Object.keys(expected).join(", ")}, ... }`, (actual) => {
    if (typeof actual !== "object" || actual === null) return false;
    return Object.entries(expected).every(([name, value]) => isEqual((actual as Record<string, unknown>)[name], value));
  });
}

/** An array that begins with these elements and perhaps goes on. */
export function startsWith(expected: readonly unknown[]): unknown {
  return matcher(`[${expected.map(String).join(", ")}, ...]`, (actual) => {
    if (!isList(actual) || actual.length < expected.length) return false;
    return expected.every((value, n) => isEqual(actual[n], value));
  });
}

/** Fails, naming the place, unless the value is what the documentation says. */
export function equals(actual: unknown, expected: unknown, place: string): void {
  const value = likeWritten(actual, expected);
  if (!isMatcher(expected)) expect(value, place).toEqual(expected);
  else if (!expected.asymmetricMatch(value)) expect.fail(`${place}: is ${String(value)}, should be ${expected.toString()}`);
}

/** Fails, naming the place, unless the code throws an error of this code. */
export async function throws(code: string, act: () => unknown, place: string): Promise<void> {
  let result: unknown;
  try {
    result = await act();
  } catch (error) {
    expect((error as { code?: unknown } | null)?.code, `${place}: ${String(error)}`).toBe(code);
    return;
  }
  expect.fail(`${place}: should throw ${code}, but returned ${String(result)}`);
}

function isMatcher(value: unknown): value is Matcher {
  return typeof value === "object" && value !== null && "asymmetricMatch" in value;
}

function isEqual(actual: unknown, expected: unknown): boolean {
  try {
    equals(actual, expected, "");
    return true;
  } catch {
    return false;
  }
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}

/** A column (typed array) may be documented as the array of its numbers, and −0 as 0, at any depth. */
function likeWritten(actual: unknown, expected: unknown): unknown {
  if (actual === 0) return Object.is(expected, -0) ? actual : 0;
  if (Array.isArray(expected) && isList(actual)) return Array.from(actual, (value, n) => likeWritten(value, expected[n]));
  if (!isPlainObject(expected) || !isPlainObject(actual)) return actual;
  return Object.fromEntries(Object.entries(actual).map(([name, value]) => [name, likeWritten(value, expected[name])]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || isMatcher(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
