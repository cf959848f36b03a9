import { type OptionKind, requireOption } from "../kernel/internal.js";

/** Seed of a random sequence. */
export const aSeed: OptionKind = {
  expected: "a text or a finite number",
  accepts: (value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)),
};

/** Share of a whole of which something must be left. */
export const aShare: OptionKind = {
  expected: "a number above 0 and at most 1",
  accepts: (value) => typeof value === "number" && value > 0 && value <= 1,
};

/** Checks an option that has no default, and returns it. */
export function requireGiven<Value>(option: string, value: Value | undefined, kind: OptionKind): Value {
  return requireOption(option, value, kind) as Value;
}

/** List of texts or numbers that name a group, a cluster or a stratum. Its values are not checked. */
export const aLabelColumn: OptionKind = {
  expected: "an array of texts or numbers",
  accepts: (value) => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView)),
};

/** Absent, or what another kind accepts: for the values of a map under the caller's own names. */
export function orAbsent({ expected, accepts, inside }: OptionKind): OptionKind {
  return {
    expected,
    accepts: (value) => value === undefined || accepts(value),
    inside: (value: never, path: string) => {
      if (value !== undefined) inside?.(value, path);
    },
  };
}
