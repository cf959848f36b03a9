import type { Operand, Test } from "../language/expression.js";
import { constantOf, isAttribute } from "./value-test.js";

/**
 * The truths of several tests of one number, as bits. The constants of the tests cut the numbers into levels on which no test
 * changes: below the first constant, at it, between it and the next, and so on.
 */
export interface LevelTable {
  readonly constants: readonly number[];
  /** One more than twice as many as constants: the k-th odd one is the k-th constant itself. */
  readonly masks: readonly number[];
  /** Mask of a missing value. */
  readonly missing: number;
  /** Level → the next higher level with other truths; −1 if there is none. */
  readonly up: readonly number[];
}

/** Returns the constants that a test compares a number with; `undefined` if it compares with anything else. */
export function numbersIn(test: Test): readonly number[] | undefined {
  const found = operandsIn(test);
  if (found === undefined || found.some(isAttribute)) return undefined;
  const constants = found.map(constantOf);
  return constants.every((each) => typeof each === "number") ? constants : undefined;
}

function operandsIn(test: Test): readonly Operand[] | undefined {
  switch (test.is) {
    case "missing":
    case "present":
      return [];
    case "equals":
    case "notEquals":
    case "atLeast":
    case "moreThan":
    case "atMost":
    case "lessThan":
      return [test.value];
    case "oneOf":
    case "notOneOf":
      return test.values;
    case "between":
      return [test.from, test.to];
    default:
      return undefined;
  }
}

/**
 * Makes the table of some tests.
 *
 * @param tests - at most 30, each with its constants
 */
export function levelTable(
  tests: readonly { readonly holds: (value: number | undefined) => boolean; readonly constants: readonly number[] }[],
): LevelTable {
  const constants = [...new Set(tests.flatMap((test) => test.constants))].sort((left, right) => left - right);
  const maskOf = (value: number | undefined): number =>
    tests.reduce((mask, { holds }, bit) => (holds(value) ? mask | (1 << bit) : mask), 0);
  const masks = Array.from({ length: 2 * constants.length + 1 }, (_, level) => maskOf(exampleOf(level, constants)));
  const up = masks.map((mask, level) => masks.findIndex((other, higher) => higher > level && other !== mask));
  return { constants, masks, missing: maskOf(undefined), up };
}

/** Returns a number of a level. */
function exampleOf(level: number, constants: readonly number[]): number {
  if (level % 2 === 1) return constants[(level - 1) / 2]!;
  const low = constants[level / 2 - 1];
  const high = constants[level / 2];
  if (low === undefined) return high === undefined ? 0 : high - Math.max(1, Math.abs(high));
  return high === undefined ? low + Math.max(1, Math.abs(low)) : low + (high - low) / 2;
}

/** Returns the level of a number. */
export function levelOf({ constants }: LevelTable, value: number): number {
  let low = 0;
  let high = constants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (constants[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low < constants.length && constants[low] === value ? 2 * low + 1 : 2 * low;
}

/** Returns the truths for a value; one that is not a finite number is missing. */
export function maskAt(table: LevelTable, value: number | undefined): number {
  return value === undefined || value - value !== 0 ? table.missing : table.masks[levelOf(table, value)]!;
}

/** Returns the first instant after `at` at which the time since an instant has other truths. */
export function turnOfElapsed({ constants, up }: LevelTable, level: number, since: number): number {
  const next = up[level]!;
  if (next < 0) return Number.POSITIVE_INFINITY;
  return next % 2 === 1 ? since + constants[(next - 1) / 2]! : since + constants[next / 2 - 1]! + 1;
}
