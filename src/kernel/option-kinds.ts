import { ClienteleError, joinPath } from "./errors.js";
import { type InstantInput, toMilliseconds } from "./instant.js";
import {
  type Bounds,
  type OptionKind,
  type OptionShape,
  oneOfNames,
  requireOneOf,
  requireOption,
  requireOptions,
} from "./options.js";
import { shownValue } from "./shown-value.js";
import { durationMilliseconds } from "./window.js";
import { isTimeZone } from "./zone.js";

// Each kind is an export of its own, so that a bundle holds only those that it uses.

/** Anything: the function checks it itself. */
export const anything: OptionKind = { expected: "anything", accepts: () => true };

export const aBoolean: OptionKind = { expected: "true or false", accepts: (value) => typeof value === "boolean" };

export const aText: OptionKind = {
  expected: "a text that is not empty",
  accepts: (value) => typeof value === "string" && value !== "",
};

/** A text, which may be empty. */
export const anyText: OptionKind = { expected: "a text", accepts: (value) => typeof value === "string" };

export const aFunction: OptionKind = { expected: "a function", accepts: (value) => typeof value === "function" };

export const anObject: OptionKind = { expected: "an object", accepts: isObject };

export const aPositiveNumber: OptionKind = { expected: "a positive number", accepts: (value) => isNumber(value) && value > 0 };

export const aNonNegativeNumber: OptionKind = {
  expected: "a finite number of at least 0",
  accepts: (value) => isNumber(value) && value >= 0,
};

export const aProbability: OptionKind = {
  expected: "a number from 0 to 1",
  accepts: (value) => isNumber(value) && value >= 0 && value <= 1,
};

/** The level of an interval. */
export const aLevel: OptionKind = {
  expected: "a number between 0 and 1",
  accepts: (value) => isNumber(value) && value > 0 && value < 1,
};

/** A time zone; anything else is refused with `invalid_time_zone`. */
export const aZone: OptionKind = {
  expected: "an IANA time zone",
  accepts: () => true,
  inside: (value: unknown, path: string) => {
    if (typeof value === "string" && isTimeZone(value)) return;
    const message = `\`${path}\` must be an IANA time zone such as "Europe/London", got ${shownValue(value)}.`;
    throw new ClienteleError("invalid_time_zone", message, { zone: String(value) }, path);
  },
};

/** A currency; anything else is refused with `invalid_currency`. */
export const aCurrency: OptionKind = {
  expected: "an ISO 4217 code",
  accepts: () => true,
  inside: (value: unknown, path: string) => {
    if (typeof value === "string" && /^[A-Z]{3}$/.test(value)) return;
    const message = `\`${path}\` must be an ISO 4217 code such as "EUR", got ${shownValue(value)}.`;
    throw new ClienteleError("invalid_currency", message, { currency: value }, path);
  },
};

/** An instant; anything else is refused with `invalid_instant`. */
export const anInstant: OptionKind = {
  expected: "an instant",
  accepts: () => true,
  inside: (value: unknown, path: string) => void toMilliseconds(value as InstantInput, path),
};

/** A duration; a malformed one is refused with `invalid_duration`. */
export const aDuration: OptionKind = {
  expected: "a duration",
  accepts: () => true,
  inside: (value: never, path: string) => void durationMilliseconds(value, path),
};

/** Seed of a random sequence. */
export const aSeed: OptionKind = {
  expected: "a text or a finite number",
  accepts: (value) => typeof value === "string" || isNumber(value),
};

/** An array, a set or a generator. */
export const anIterable: OptionKind = {
  expected: "an iterable",
  accepts: (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
};

/** An array whose items are not checked: it may be long, and its reader checks them. */
export const anArray: OptionKind = { expected: "an array", accepts: Array.isArray };

/** An integer within bounds. */
export function anInteger({ min = -Infinity, max = Infinity }: Bounds = {}): OptionKind {
  return {
    expected: `an integer${within(min, max)}`,
    accepts: (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
  };
}

/** A finite number within bounds. */
export function aNumber({ min = -Infinity, max = Infinity }: Bounds = {}): OptionKind {
  return {
    expected: `a finite number${within(min, max)}`,
    accepts: (value) => isNumber(value) && value >= min && value <= max,
  };
}

/** One of a few names. */
export function oneOf(names: readonly string[]): OptionKind {
  return {
    expected: oneOfNames(names),
    accepts: () => true,
    inside: (value: never, path: string) => void requireOneOf(path, value, names),
  };
}

/** `null`, or what another kind accepts. */
export function orNull({ expected, accepts, inside }: OptionKind): OptionKind {
  return {
    expected: `${expected}, or null`,
    accepts: (value) => value === null || accepts(value),
    inside: (value: never, path: string) => {
      if (value !== null) inside?.(value, path);
    },
  };
}

/** Absent, or what another kind accepts: for the values of a map under names of the caller's. */
export function orAbsent({ expected, accepts, inside }: OptionKind): OptionKind {
  return {
    expected,
    accepts: (value) => value === undefined || accepts(value),
    inside: (value: never, path: string) => {
      if (value !== undefined) inside?.(value, path);
    },
  };
}

/** An array whose items are of a kind. */
export function listOf(item: OptionKind): OptionKind {
  return {
    expected: "an array",
    accepts: Array.isArray,
    inside: (values: never, path: string) => {
      for (const [position, value] of (values as readonly unknown[]).entries())
        requireOption(joinPath(path, position), value, item);
    },
  };
}

/** A list of numbers, typed or not. Its values are not looked at: a column may be long, and its reader checks it. */
export const aColumn: OptionKind = {
  expected: "an array of numbers",
  accepts: (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
};

/** An object whose values are of a kind, under names of the caller's. */
export function mapOf(item: OptionKind): OptionKind {
  return {
    expected: "an object",
    accepts: isObject,
    inside: (values: never, path: string) => {
      for (const [name, value] of Object.entries(values)) requireOption(joinPath(path, name), value, item);
    },
  };
}

/** An object with options of its own, some of them mandatory. */
export function optionsOf<Options>(shape: OptionShape<Options>, mandatory: readonly (keyof Options & string)[] = []): OptionKind {
  return {
    expected: "an object",
    accepts: isObject,
    inside: (value: never, path: string) =>
      void requireOptions(value as object, shape as OptionShape<object>, { mandatory: mandatory as readonly never[], path }),
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function within(min: number, max: number): string {
  if (min === -Infinity) return max === Infinity ? "" : ` of at most ${max}`;
  return max === Infinity ? ` of at least ${min}` : ` from ${min} to ${max}`;
}
