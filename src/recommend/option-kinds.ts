import {
  anInteger,
  anObject,
  aNumber,
  joinPath,
  type OptionKind,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../kernel/internal.js";

/** An integer of at least 1. */
export const aCount: OptionKind = anInteger({ min: 1 });

/** A finite number of at least 0. */
export const aNonNegative: OptionKind = aNumber({ min: 0 });

/** A share that leaves something over. */
export const aShareBelowOne: OptionKind = {
  expected: "a number of at least 0 and below 1",
  accepts: (value) => typeof value === "number" && value >= 0 && value < 1,
};

/** A seed of `seededRandom`. */
export const aSeed: OptionKind = {
  expected: "a finite number or a text",
  accepts: (value) => typeof value === "string" || (typeof value === "number" && Number.isFinite(value)),
};

/** A text, which may be empty. */
export const anyText: OptionKind = { expected: "a text", accepts: (value) => typeof value === "string" };

/** A list whose items are not looked at: a catalog is long, and asked about many times. */
export const anArray: OptionKind = { expected: "an array", accepts: Array.isArray };

/** Which of the customer's items an answer holds. */
export const MODES = ["all", "discovery", "repeat"] as const;

/**
 * Checks the options of a function like `requireOptions`, and that the mandatory ones are there.
 *
 * @param mandatory - names of options that have no default
 * @throws ClienteleError `invalid_option`
 */
export function requireAllOptions<Options extends object>(
  options: Options | undefined,
  shape: OptionShape<Options>,
  mandatory: readonly (keyof Options & string)[],
  path = "",
): Partial<Options> {
  const checked = requireOptions(options, shape, path);
  for (const name of mandatory) requireOption<unknown>(joinPath(path, name), checked[name], shape[name]);
  return checked;
}

/** An object with options of its own, some of them mandatory. */
export function optionsWith<Options extends object>(
  shape: OptionShape<Options>,
  mandatory: readonly (keyof Options & string)[],
): OptionKind {
  return {
    ...anObject,
    inside: (value: never, path: string) => void requireAllOptions(value as Options, shape, mandatory, path),
  };
}
