import { invalidOption, type OptionKind, type OptionShape, requireOption, requireOptions } from "../../kernel/internal.js";

/** Length of a look ahead, in the unit of the model. */
export const aHorizon: OptionKind = {
  expected: "a finite number of at least 0",
  accepts: (value) => typeof value === "number" && value >= 0 && value < Infinity,
};

/** Seed of a random sequence. */
export const aSeed: OptionKind = {
  expected: "a text or a finite number",
  accepts: (value) => typeof value === "string" || Number.isFinite(value),
};

/**
 * Checks the options of a function against its shape, and that none of the mandatory ones is missing; returns them.
 *
 * @throws ClienteleError `invalid_option`
 */
export function requireGiven<Options extends object, Name extends keyof Options & string>(
  options: Options | undefined,
  shape: OptionShape<Options>,
  mandatory: readonly Name[],
): Partial<Options> & Pick<Options, Name> {
  const given = requireOptions(options, shape);
  for (const name of mandatory) {
    if (given[name] === undefined) throw invalidOption(name, undefined, shape[name].expected);
  }
  return given as Partial<Options> & Pick<Options, Name>;
}

/** Checks the length of a look ahead. */
export function requireHorizon(horizon: number, option = "horizon"): number {
  return requireOption(option, horizon, aHorizon);
}
