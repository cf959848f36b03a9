/** A JSON Schema, as plain JSON. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** Default maximum length of a list in a rule. */
const MAX_VALUES = 10_000;

/** Returns the schema of an object with exactly these keys; `?` marks optional ones. */
export function strictObject(
  keys: Readonly<Record<string, JsonSchema>>,
  rest: Readonly<Record<string, unknown>> = {},
): JsonSchema {
  const entries = Object.entries(keys);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([key, schema]) => [key.replace("?", ""), schema])),
    required: entries.filter(([key]) => !key.endsWith("?")).map(([key]) => key),
    additionalProperties: false,
    ...rest,
  };
}

/** Returns the schema of a list with at least `minItems` items. */
export function listOf(items: JsonSchema, minItems = 1, rest: Readonly<Record<string, unknown>> = {}): JsonSchema {
  return { type: "array", items, minItems, maxItems: MAX_VALUES, ...rest };
}

/** Returns the schema of one of some names; without names nothing is valid. */
export function oneOfNames(names: readonly string[]): JsonSchema {
  if (names.length === 0) return false;
  return names.length === 1 ? { const: names[0] } : { enum: names };
}

/** Returns a reference to a definition. */
export function definition(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` };
}

/** Returns the schema of a test of a number, by the schema of its constants. */
export function numberTestSchema(value: JsonSchema): JsonSchema {
  return {
    anyOf: [
      strictObject({ is: { enum: ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"] }, value }),
      strictObject({ is: { const: "between" }, from: value, to: value }),
    ],
  };
}

/** Small schemas that are used everywhere. */
export const plainDefinitions = {
  text: { type: "string", pattern: "^[^\\u0000]*$" },
  path: {
    type: "string",
    description: "Keys joined by dots.",
    pattern: "^(?!(?:[\\s\\S]*\\.)?(?:__proto__|constructor|prototype)(?:\\.|$))[^.]+(?:\\.[^.]+)*$",
  },
  date: {
    type: "string",
    description: "A date, YYYY-MM-DD.",
    pattern: "^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])$",
  },
  instant: {
    type: "string",
    description: "An instant: ISO 8601 text with an offset, such as 2026-01-31T09:00:00Z.",
    pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d{2}:\\d{2})$",
  },
  zoneName: { type: "string", description: "An IANA time zone, such as Asia/Shanghai.", pattern: "^[A-Za-z]" },
  currency: { type: "string", description: "ISO 4217.", pattern: "^[A-Z]{3}$" },
  duration: {
    type: "object",
    description: "Exact units; a day has 24 hours.",
    properties: Object.fromEntries(
      ["weeks", "days", "hours", "minutes", "seconds", "milliseconds"].map((unit) => [unit, { type: "number" }]),
    ),
    minProperties: 1,
    additionalProperties: false,
  },
  businessTime: strictObject(
    { businessHours: { type: "number", exclusiveMinimum: 0 }, calendar: { allOf: [definition("text"), { minLength: 1 }] } },
    { description: "A length of open time of a business calendar." },
  ),
  anyDuration: { anyOf: [definition("duration"), definition("businessTime")] },
  numberTest: numberTestSchema({ type: "number" }),
  leapDay: { enum: ["02-28", "03-01"] },
} satisfies Record<string, JsonSchema>;
