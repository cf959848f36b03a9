import { durationMilliseconds, type OptionKind } from "../../kernel/internal.js";

/** A duration; one that is malformed gives `invalid_duration` with its path. */
export const aDuration: OptionKind = {
  expected: "a duration",
  accepts: () => true,
  inside: (value: never, path: string) => void durationMilliseconds(value, path),
};

/** An array, a set or a generator of records. */
export const anIterable: OptionKind = {
  expected: "an iterable of records",
  accepts: (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
};

/** Seed of a random generator. */
export const aSeed: OptionKind = {
  expected: "a finite number or a text",
  accepts: (value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)),
};
