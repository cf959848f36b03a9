import { requireOptions } from "../../kernel/internal.js";
import {
  type Catalog,
  type CatalogField,
  catalogOf,
  SCHEMA_OPTIONS,
  type SchemaOption,
  type ValueType,
} from "../language/catalog.js";
import { CALENDAR_UNITS } from "../language/calendar-days.js";
import { measures } from "../language/metric-value.js";
import { SHARE_HASHES } from "../language/share.js";
import { BOUNDED_WINDOWS } from "../language/window-start.js";
import { namesOfTypes } from "../language/interaction-types.js";
import { figureSchema, figuresNodeSchema } from "./figure-schema.js";
import { fieldGroups, groupTypes, metricOfTypes, type TypeGroup, whereOfTypes, whereSchema } from "./history-schema.js";
import { itemDefinitions } from "./item-schema.js";
import { definition, type JsonSchema, listOf, oneOfNames, plainDefinitions, strictObject } from "./keywords.js";
import { metricNodeSchema } from "./metric-schema.js";
import { testSchema } from "./test-schema.js";

/**
 * Returns the JSON Schema (2020-12) of the rule format, for editors and for programs in other languages. With a schema it has
 * the paths, the interaction types, their properties, the tests that apply to each, and the values that a field or a timeline
 * takes. {@link parseRule} checks what a JSON Schema cannot: that a date exists, that bounds are in order, how deep a rule is,
 * the values of a metric.
 *
 * @param options - `schema`: describes the host's data; without it only the form of a rule is described
 * @returns plain JSON
 * @throws ClienteleError `invalid_option`
 * @example
 * const schema = ruleJsonSchema({ schema: standardCatalog });
 * schema.$schema // => "https://json-schema.org/draft/2020-12/schema"
 */
export function ruleJsonSchema(options?: Partial<SchemaOption>): Readonly<Record<string, unknown>> {
  const { schema } = requireOptions(options as SchemaOption | undefined, SCHEMA_OPTIONS);
  const catalog = schema === undefined ? undefined : catalogOf(schema);
  const groups = catalog === undefined ? undefined : groupTypes(catalog);
  const kinds = {
    all: strictObject({ "version?": version, kind: { const: "all" }, of: listOf(part) }, says("Holds when every part holds.")),
    any: strictObject(
      { "version?": version, kind: { const: "any" }, of: listOf(part) },
      says("Holds when at least one part holds."),
    ),
    not: strictObject({ "version?": version, kind: { const: "not" }, of: part }, says("Holds exactly when its part does not.")),
    atLeast: strictObject(
      { "version?": version, kind: { const: "atLeast" }, count: { type: "integer", minimum: 1 }, of: listOf(part) },
      says("Holds when at least `count` parts hold."),
    ),
    attribute: attributeSchema(catalog),
    metric: metricNodeSchema(groups),
    figures: figuresNodeSchema,
    sequence: strictObject(
      {
        "version?": version,
        kind: { const: "sequence" },
        steps: listOf(definition("laterStep"), 2, { prefixItems: [definition("step")] }),
        "within?": definition("anyDuration"),
        ...anchored,
      },
      {
        ...says("A sequence of steps, each strictly later than the one before unless it is `atOrAfter`."),
        ...boundedBusinessTime,
      },
    ),
    absence: strictObject(
      {
        "version?": version,
        kind: { const: "absence" },
        first: definition("step"),
        missing: definition("laterStep"),
        within: definition("anyDuration"),
        ...anchored,
      },
      { ...says("A step without another after it within a time."), ...boundedBusinessTime },
    ),
    state: stateSchema(catalog),
    share: strictObject(
      {
        "version?": version,
        kind: { const: "share" },
        salt: { allOf: [definition("text"), { minLength: 1 }] },
        share: { type: "number", minimum: 0, maximum: 1 },
        hash: oneOfNames(SHARE_HASHES),
      },
      says("A random share of all subjects, decided by their identifiers."),
    ),
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Clientele rule",
    allOf: [definition("node"), { required: ["version"] }],
    $defs: {
      node: { anyOf: Object.keys(kinds).map((kind) => definition(kind)) },
      part: { allOf: [definition("node"), { not: { required: ["version"] } }] },
      ...kinds,
      ...plainDefinitions,
      zone: zoneSchema(catalog),
      figure: figureSchema(catalog, groups),
      ...testDefinitions(catalog),
      ...itemDefinitions(catalog),
      ...historyDefinitions(catalog, groups),
    },
  };
}

/** Returns the schema of a time zone: a constant, or the one of each subject. */
function zoneSchema(catalog: Catalog | undefined): JsonSchema {
  const attribute = catalog === undefined ? definition("path") : oneOfNames(sameKind(catalog, "text"));
  return { anyOf: [definition("zoneName"), strictObject({ attribute, fallback: definition("zoneName") })] };
}

const version: JsonSchema = { enum: [1, 2] };
const part = definition("part");
const anchored = { "window?": definition("window"), "anchor?": { enum: ["last", "any"] }, "same?": definition("same") };

/** A time in business hours needs a window with a start. */
const boundedBusinessTime = {
  if: { required: ["within"], properties: { within: { required: ["businessHours"] } } },
  then: { required: ["window"], properties: { window: { properties: { kind: { enum: BOUNDED_WINDOWS } } } } },
};

function says(description: string): { readonly description: string } {
  return { description };
}

const times = { "for?": definition("anyDuration"), "began?": definition("anyDuration"), "ended?": definition("anyDuration") };
const atMostOneTime = {
  allOf: [
    ["for", "began"],
    ["for", "ended"],
    ["began", "ended"],
  ].map((required) => ({ not: { required } })),
};

function stateSchema(catalog: Catalog | undefined): JsonSchema {
  const anyKey: JsonSchema = { type: "string", minLength: 1, pattern: "^(?!(?:__proto__|constructor|prototype)$)" };
  const node = (key: JsonSchema, test: JsonSchema): JsonSchema =>
    strictObject(
      { "version?": version, kind: { const: "state" }, key, test, ...times },
      { ...says("A test of a timeline's value."), ...atMostOneTime },
    );
  if (catalog?.states === undefined) return node(anyKey, definition("test.state"));
  return {
    anyOf: Object.entries(catalog.states).map(([key, { values }]) =>
      node(
        key.endsWith("*")
          ? { allOf: [anyKey, { pattern: `^${key.slice(0, -1).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}` }] }
          : { const: key },
        values === undefined ? definition("test.state") : testSchema({ type: "state", values }),
      ),
    ),
  };
}

/** Returns the values that a rule may name: those of now, and those that are retired. */
function valuesOf({ values, retiredValues = [] }: CatalogField): readonly string[] | undefined {
  return values === undefined ? undefined : [...values, ...retiredValues];
}

function attributeSchema(catalog: Catalog | undefined): JsonSchema {
  const kind: JsonSchema = { const: "attribute" };
  if (catalog === undefined) {
    return strictObject(
      { "version?": version, kind, path: definition("path"), test: definition("test") },
      says("A test of a field."),
    );
  }
  return {
    description: "A test of a field.",
    anyOf: fieldGroups(catalog.attributes).map(({ paths, field }) =>
      strictObject({
        "version?": version,
        kind,
        path: oneOfNames(paths),
        test: testSchema({
          type: field.type,
          values: valuesOf(field),
          items: field.items,
          attributes: sameKind(catalog, field.type),
        }),
      }),
    ),
  };
}

/** Returns the attributes that a value of a type can be compared with. */
function sameKind({ attributes }: Catalog, type: ValueType): readonly string[] {
  const kindOf = (each: ValueType): ValueType => (each === "integer" ? "number" : each);
  return Object.keys(attributes).filter((path) => kindOf(attributes[path]!.type) === kindOf(type));
}

const COMPARED: readonly ValueType[] = ["text", "number", "integer", "boolean", "instant", "date", "duration"];

/** Definitions of tests: `test` without a catalog, `test.number` and the like with one. */
function testDefinitions(catalog: Catalog | undefined): Readonly<Record<string, JsonSchema>> {
  const shared = {
    "test.state": testSchema({ type: "state" }),
    "test.channel": testSchema({ type: "text", constantsOnly: true }),
  };
  if (catalog === undefined) {
    return {
      ...shared,
      test: testSchema({ type: undefined }),
      "test.property": testSchema({ type: undefined, constantsOnly: true }),
      "test.duration": testSchema({ type: "duration" }),
    };
  }
  return {
    ...shared,
    ...Object.fromEntries(COMPARED.map((type) => [`test.${type}`, testSchema({ type, attributes: sameKind(catalog, type) })])),
  };
}

function historyDefinitions(
  catalog: Catalog | undefined,
  groups: readonly TypeGroup[] | undefined,
): Readonly<Record<string, JsonSchema>> {
  const type =
    catalog === undefined ? { type: "string", minLength: 1 } : oneOfNames(namesOfTypes(Object.keys(catalog.interactions)));
  const instants =
    catalog === undefined
      ? definition("path")
      : oneOfNames(Object.keys(catalog.attributes).filter((path) => catalog.attributes[path]!.type === "instant"));
  const types = definition("types");
  const shared = catalog === undefined ? definition("path") : oneOfNames(sharedProperties(catalog));
  return {
    types: listOf(type, 1, { uniqueItems: true }),
    same: { anyOf: [shared, strictObject({ first: shared, then: shared })] },
    window: windowSchema(instants),
    periods: periodsSchema,
    ...(groups === undefined
      ? {
          step: strictObject({ types, "where?": definition("where") }),
          laterStep: strictObject({ types, "where?": definition("where"), "atOrAfter?": { type: "boolean" } }),
          where: whereSchema("where", undefined),
        }
      : {
          step: strictObject({ types, "where?": true }, { allOf: whereOfTypes(groups) }),
          laterStep: strictObject({ types, "where?": true, "atOrAfter?": { type: "boolean" } }, { allOf: whereOfTypes(groups) }),
          metricOfTypes: { allOf: metricOfTypes(groups) },
          ...Object.fromEntries(groups.map(({ where, properties }) => [where, whereSchema(where, properties)])),
        }),
  };
}

/** Returns the properties whose values can be equal in several interactions. */
function sharedProperties({ interactions }: Catalog): readonly string[] {
  const fields = Object.values(interactions).flatMap((properties) => Object.entries(properties));
  return [...new Set(fields.filter(([, { type }]) => measures.distinct.propertyTypes!.includes(type)).map(([path]) => path))];
}

function windowSchema(instants: JsonSchema): JsonSchema {
  const duration = definition("duration");
  const instant = definition("instant");
  const anchor: JsonSchema = {
    anyOf: [
      strictObject({ first: definition("types") }),
      strictObject({ last: definition("types") }),
      strictObject({ attribute: instants }),
    ],
  };
  return {
    anyOf: [
      strictObject({ kind: { const: "last" }, duration: definition("anyDuration") }),
      ...[duration, definition("businessTime")].map((length) =>
        strictObject({ kind: { const: "ago" }, from: length, to: length }),
      ),
      strictObject({ kind: { const: "between" }, from: instant, to: instant }),
      strictObject({ kind: { const: "since" }, from: instant }),
      strictObject({ kind: { const: "until" }, to: instant }),
      strictObject({
        kind: { enum: ["this", "previous"] },
        unit: oneOfNames(CALENDAR_UNITS),
        zone: definition("zone"),
      }),
      strictObject({ kind: { const: "within" }, duration, of: anchor }),
      strictObject({ kind: { const: "after" }, from: duration, to: duration, of: anchor }),
    ],
  };
}

const periodsSchema: JsonSchema = (() => {
  const count: JsonSchema = { type: "integer", minimum: 1, maximum: 100 };
  return {
    anyOf: [
      strictObject({ count, duration: definition("duration") }),
      strictObject({ count, unit: { enum: CALENDAR_UNITS }, zone: definition("zone") }),
    ],
  };
})();
