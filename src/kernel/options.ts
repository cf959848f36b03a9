import { ClienteleError, joinPath } from "./errors.js";
import { nearestName } from "./nearest-name.js";
import { shownValue } from "./shown-value.js";

/** What an option accepts, and the words for it. */
export interface OptionKind {
  /** Completes the sentence "`name` must be …" ("a positive number"). */
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Looks inside an accepted value, and throws where a part of it is wrong. */
  readonly inside?: (value: never, path: string) => void;
}

/** The kind of every option of a function, by name: an option that is missing here does not compile. */
export type OptionShape<Options> = { readonly [Name in keyof Required<Options>]: OptionKind };

/**
 * Error of an option that has a wrong value, in the one form of the package: "`horizon` must be a positive number, got -3."
 *
 * @param option - its name, or its path in the options (`weights.spend`)
 * @param value - what was found
 * @param expected - what it must be ("a positive number")
 */
export function invalidOption(option: string, value: unknown, expected: string): ClienteleError<"invalid_option"> {
  return new ClienteleError(
    "invalid_option",
    `\`${option}\` must be ${expected}, got ${shownValue(value)}.`,
    { option, value },
    option,
  );
}

/** What {@link requireOptions} is told besides the shape. */
export interface RequireOptions<Name extends string = never> {
  /** Options that have no default. */
  readonly mandatory?: readonly Name[] | undefined;
  /** Where the options stand, when they are a part of others. */
  readonly path?: string | undefined;
}

/**
 * Checks the options of a function against what it reads, and returns them: refuses a name that it does not read, with the
 * nearest one, a value of a wrong kind, with what was expected, and a mandatory option that is missing. An option that is
 * `undefined` counts as absent.
 *
 * @param options - what the caller passed; `undefined` counts as no options
 * @param shape - every option that the function reads, with its kind
 * @param more - `mandatory`: options without a default; `path`: where the options stand
 * @throws ClienteleError `invalid_option`, or the code that a kind has of its own (`invalid_instant`, …)
 * @example
 * requireOptions({ limit: 3 }, { limit: anInteger({ min: 1 }) }) // => { limit: 3 }
 */
export function requireOptions<Options extends object, Name extends keyof Options & string = never>(
  options: Options | undefined,
  shape: OptionShape<Options>,
  { mandatory = [], path = "" }: RequireOptions<Name> = {},
): Partial<Options> & Pick<Options, Name> {
  const given: Partial<Options> = options ?? {};
  if (typeof given !== "object" || options === null || Array.isArray(given))
    throw invalidOption(path === "" ? "options" : path, options, "an object");
  for (const name of Object.keys(given)) {
    const value = given[name as keyof Options];
    if (!Object.hasOwn(shape, name)) {
      if (value === undefined) continue;
      throw unknownOption(joinPath(path, name), value, name, Object.keys(shape));
    }
    if (value !== undefined) requireOption(joinPath(path, name), value, shape[name as keyof Options]);
  }
  for (const name of mandatory) requireOption<unknown>(joinPath(path, name), given[name], shape[name]);
  return given as Partial<Options> & Pick<Options, Name>;
}

/**
 * Checks one value against a kind, and returns it. A missing value is refused, unless the kind accepts `undefined`.
 *
 * @param option - its name or path, for the message
 * @throws ClienteleError `invalid_option`
 * @example
 * requireOption("limit", 3, anInteger({ min: 1 })) // => 3
 */
export function requireOption<Value>(option: string, value: Value | undefined, kind: OptionKind): Value {
  if (!kind.accepts(value)) throw invalidOption(option, value, kind.expected);
  kind.inside?.(value as never, option);
  return value as Value;
}

/**
 * Checks that a value is one of a few names, and returns it.
 *
 * @throws ClienteleError `invalid_option`, with the nearest name
 * @example
 * requireOneOf("unit", "week", ["day", "week"]) // => "week"
 */
export function requireOneOf<Name extends string>(option: string, value: unknown, names: readonly Name[]): Name {
  if (names.includes(value as Name)) return value as Name;
  const near = typeof value === "string" ? nearestName(value, names) : undefined;
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const message = `\`${option}\` must be ${oneOfNames(names)}, got ${shownValue(value)}.${hint}`;
  throw new ClienteleError("invalid_option", message, { option, value }, option);
}

/** Bounds of a number, both inclusive. */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** "a", "b" or "c". */
export function oneOfNames(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  const last = quoted.pop();
  return quoted.length === 0 ? String(last) : `${quoted.join(", ")} or ${last}`;
}

function unknownOption(option: string, value: unknown, name: string, names: readonly string[]): ClienteleError<"invalid_option"> {
  const near = nearestName(name, names);
  const hint = near === undefined ? `Known options: ${names.join(", ")}.` : `Did you mean \`${near}\`?`;
  return new ClienteleError("invalid_option", `\`${option}\` is not an option here. ${hint}`, { option, value }, option);
}
