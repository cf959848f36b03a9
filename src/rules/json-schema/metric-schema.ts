import type { ValueType } from "../language/catalog.js";
import { ELAPSED_MEASURES } from "../language/elapsed-limits.js";
import { testsOfProperties, type TypeGroup } from "./history-schema.js";
import { definition, type JsonSchema, oneOfNames, strictObject } from "./keywords.js";

type Keys = Readonly<Record<string, JsonSchema>>;

const currency = { "currency?": definition("currency") };
const window = { "window?": definition("window") };
const answered = { answer: definition("laterStep"), "same?": definition("same"), "openFor?": definition("anyDuration") };
const rolling = strictObject({ kind: { const: "last" }, duration: definition("duration") });

/** Returns the schema of a test of a metric: for each family of measures its keys, and the test of its value. */
export function metricNodeSchema(groups: readonly TypeGroup[] | undefined): JsonSchema {
  return {
    description: "A test of a metric of the history.",
    anyOf: groups === undefined ? formsOnly() : formsOfTypes(groups),
    // Only a time since an instant is compared with business time.
    if: { properties: { metric: { properties: { measure: { not: { enum: ELAPSED_MEASURES } } } } } },
    then: { properties: { test: { properties: { value: notBusiness, from: notBusiness, to: notBusiness } } } },
  };
}

const notBusiness = { not: { type: "object", required: ["businessHours"] } };

/** Returns the schema of any metric, without a test. */
export function metricSchema(groups: readonly TypeGroup[] | undefined): JsonSchema {
  const known = groups !== undefined;
  const common = { types: definition("types"), "where?": known || definition("where"), ...window };
  return {
    anyOf: families(common, known ? { type: "string" } : definition("path")).map(({ names, keys }) =>
      metricOf(names, keys, known && "types" in keys ? { allOf: [definition("metricOfTypes")] } : {}),
    ),
  };
}

/** Without a catalog every test is allowed, except that `knownFor` is always a length of time. */
function formsOnly(): readonly JsonSchema[] {
  const common = { types: definition("types"), "where?": definition("where"), ...window };
  const property = definition("path");
  return families(common, property).map(({ names, keys }) =>
    nodeOf(names, keys, {}, definition(names[0] === "knownFor" ? "test.duration" : "test")),
  );
}

function formsOfTypes(groups: readonly TypeGroup[]): readonly JsonSchema[] {
  const common = { types: definition("types"), "where?": true, ...window };
  return families(common, { type: "string" }).map(({ names, keys, yields }) => {
    const rest = "types" in keys ? { allOf: [definition("metricOfTypes")] } : {};
    if (yields !== undefined) return nodeOf(names, keys, rest, definition(`test.${yields}`));
    const ofInstant = {
      if: { properties: { metric: { not: { required: ["property"] } } } },
      then: { properties: { test: definition("test.instant") } },
    };
    return nodeOf(names, keys, rest, true, { allOf: [ofInstant, ...testsOfProperties(groups)] });
  });
}

interface Family {
  readonly names: readonly string[];
  readonly keys: Keys;
  /** `undefined` is the type of the property. */
  readonly yields: ValueType | undefined;
}

function families(common: Keys, property: JsonSchema): readonly Family[] {
  const { "window?": _, ...withoutWindow } = common;
  const required = { ...common, property, ...currency };
  const optional = { ...common, "property?": property, ...currency };
  return [
    { names: ["count"], keys: common, yields: "integer" },
    { names: ["daysActive"], keys: { ...common, zone: definition("zone") }, yields: "integer" },
    { names: ["fewestPerPeriod"], keys: { ...withoutWindow, periods: definition("periods") }, yields: "integer" },
    { names: ["distinct"], keys: required, yields: "integer" },
    { names: ["sum", "average", "minimum", "maximum"], keys: required, yields: "number" },
    { names: ["trend"], keys: { ...optional, window: rolling }, yields: "number" },
    { names: ["timeSinceFirst", "timeSinceLast", "longestGap", "meanGap", "longestBreak"], keys: common, yields: "duration" },
    { names: ["first", "last"], keys: optional, yields: undefined },
    { names: ["unanswered"], keys: { ...common, ...answered }, yields: "integer" },
    { names: ["knownFor"], keys: {}, yields: "duration" },
  ];
}

function nodeOf(
  names: readonly string[],
  keys: Keys,
  rest: Readonly<Record<string, unknown>>,
  test: JsonSchema,
  restOfNode: Readonly<Record<string, unknown>> = {},
): JsonSchema {
  const metric = metricOf(names, keys, rest);
  return strictObject({ "version?": { enum: [1, 2] }, kind: { const: "metric" }, metric, test }, restOfNode);
}

function metricOf(names: readonly string[], keys: Keys, rest: Readonly<Record<string, unknown>>): JsonSchema {
  return strictObject(
    { measure: oneOfNames(names), ...keys },
    { ...rest, ...("property?" in keys && { if: { required: ["currency"] }, then: { required: ["property"] } }) },
  );
}
