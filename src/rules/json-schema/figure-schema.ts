import type { Catalog } from "../language/catalog.js";
import type { TypeGroup } from "./history-schema.js";
import { definition, type JsonSchema, listOf, oneOfNames, strictObject } from "./keywords.js";
import { metricSchema } from "./metric-schema.js";

/** The schema of a comparison of two figures. {@link parseRule} checks that they are of one kind. */
export const figuresNodeSchema: JsonSchema = strictObject(
  {
    "version?": { enum: [1, 2] },
    kind: { const: "figures" },
    left: definition("figure"),
    is: { enum: ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"] },
    right: definition("figure"),
    "zone?": definition("zone"),
  },
  { description: "A comparison of two figures of one kind: numbers, amounts of money, lengths of time, dates or instants." },
);

/** Returns the schema of a figure. */
export function figureSchema(catalog: Catalog | undefined, groups: readonly TypeGroup[] | undefined): JsonSchema {
  const figure = definition("figure");
  const currency = { "currency?": definition("currency") };
  const pair = listOf(figure, 2, { maxItems: 2 });
  return {
    anyOf: [
      ...attributes(catalog),
      strictObject({ metric: metricSchema(groups) }),
      strictObject({ value: { type: "number" }, ...currency }),
      strictObject({ value: { anyOf: [definition("duration"), definition("date"), definition("instant")] } }),
      strictObject({ sum: listOf(figure, 2) }),
      strictObject({ difference: pair }),
      strictObject({ ratio: pair }),
    ],
  };
}

function attributes(catalog: Catalog | undefined): readonly JsonSchema[] {
  const currency = { "currency?": definition("currency") };
  if (catalog === undefined) return [strictObject({ attribute: definition("path"), ...currency })];
  const paths = (isAmount: boolean): JsonSchema =>
    oneOfNames(
      Object.entries(catalog.attributes)
        .filter(([, { type, currency: path }]) => COMPARABLE.has(type) && (path !== undefined) === isAmount)
        .map(([path]) => path),
    );
  return [strictObject({ attribute: paths(false) }), strictObject({ attribute: paths(true), ...currency })];
}

const COMPARABLE: ReadonlySet<string> = new Set(["number", "integer", "date", "instant"]);
