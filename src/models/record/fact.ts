import type { InstantInput } from "../../kernel/index.js";
import {
  isDate,
  isObject,
  joinPath,
  malformedFact,
  requireFactShape,
  requireIterable,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Interaction } from "../schemas/interaction.js";

/** An interaction whose instants may also be ISO 8601 texts or epoch milliseconds, as JSON has them. */
export interface FactInput extends Omit<Interaction, "at" | "recordedAt"> {
  readonly at: InstantInput;
  readonly recordedAt?: InstantInput | undefined;
}

/**
 * Returns an interaction with its instants as Dates; the same object where they already are.
 *
 * @param path - where it stands in the input, for the message
 * @throws ClienteleError `invalid_instant`, `malformed_fact`
 */
export function factOf(fact: FactInput, path: string): Interaction {
  requireFactShape(fact, path);
  for (const key of ["id", "customerId"] as const)
    if (typeof fact[key] !== "string") throw malformedFact(`${path}.${key}`, fact[key], "a text");
  if (isValidDate(fact.at) && (fact.recordedAt === undefined || isValidDate(fact.recordedAt))) return fact as Interaction;
  return {
    ...fact,
    at: new Date(toMilliseconds(fact.at, `${path}.at`)),
    ...(fact.recordedAt !== undefined && { recordedAt: new Date(toMilliseconds(fact.recordedAt, `${path}.recordedAt`)) }),
  } as Interaction;
}

/**
 * Reads interactions one by one, each with its position and with its instants as Dates.
 *
 * @param name - of the input, for the paths of messages (`history[3].at`)
 * @throws ClienteleError `invalid_instant`, `malformed_fact`
 */
export function* factsOf(
  interactions: Iterable<FactInput>,
  name: string,
): Generator<readonly [position: number, fact: Interaction]> {
  requireIterable(interactions, name);
  let position = 0;
  for (const fact of interactions) {
    yield [position, factOf(fact, `${name}[${position}]`)];
    position++;
  }
}

/** Types of the properties that are read, by name. */
interface PropertyTypes {
  readonly text: string;
  /** Finite. */
  readonly number: number;
  readonly texts: readonly string[];
  readonly lines: readonly OrderLine[];
}

/** A line of an order, as far as counting needs it. */
export interface OrderLine {
  readonly productId: string;
  readonly quantity: number;
}

const PROPERTY_TYPES: Readonly<
  Record<keyof PropertyTypes, { readonly expected: string; readonly accepts: (value: unknown) => boolean }>
> = {
  text: { expected: "a text", accepts: (value) => typeof value === "string" },
  number: { expected: "a finite number", accepts: Number.isFinite },
  texts: {
    expected: "an array of texts",
    accepts: (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
  },
  lines: {
    expected: "an array of lines, each with the text `productId` and the number `quantity`",
    accepts: (value) => Array.isArray(value) && value.every(isLine),
  },
};

function isLine(value: unknown): boolean {
  return isObject(value) && typeof value["productId"] === "string" && Number.isFinite(value["quantity"]);
}

/**
 * Returns properties of an interaction that a function counts with. A property that is absent or null is `undefined`.
 *
 * @param types - name of each property → its type
 * @param path - where the interaction stands in the input
 * @throws ClienteleError `malformed_fact` with the path of a property of another type
 */
export function readProperties<const Types extends Readonly<Record<string, keyof PropertyTypes>>>(
  { properties }: Pick<Interaction, "properties">,
  types: Types,
  path: string,
): { readonly [Name in keyof Types]: PropertyTypes[Types[Name]] | undefined } {
  const read: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(types)) {
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const { expected, accepts } = PROPERTY_TYPES[type];
    if (value === undefined || value === null) read[name] = undefined;
    else if (accepts(value)) read[name] = value;
    else throw malformedFact(joinPath(path, `properties.${name}`), value, expected);
  }
  return read as { [Name in keyof Types]: PropertyTypes[Types[Name]] | undefined };
}

function isValidDate(value: unknown): boolean {
  return typeof value === "object" && value !== null && isDate(value) && !Number.isNaN(value.getTime());
}
