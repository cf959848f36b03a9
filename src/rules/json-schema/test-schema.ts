import type { CatalogField, ValueType } from "../language/catalog.js";
import { CALENDAR_MOVES, CALENDAR_UNITS } from "../language/calendar-days.js";
import { DATE_PARTS, PARTS_OF_DATES } from "../language/date-parts.js";
import type { DatePart, Scalar, TestName } from "../language/expression.js";
import { allTests, itemTests, testsByType, timeDependentTests } from "../language/tests-by-type.js";
import { definition, type JsonSchema, listOf, numberTestSchema, oneOfNames, strictObject } from "./keywords.js";

/** The tested value, as in `check-test.ts`. */
export interface TestTarget {
  /** `undefined` without a catalog. */
  readonly type: ValueType | "state" | undefined;
  /** Whether the test is a condition on an interaction, which cannot compare with an attribute. */
  readonly constantsOnly?: boolean;
  /** The only values of tests of equality. */
  readonly values?: readonly Scalar[] | undefined;
  /** Whether the values may be named in any case. */
  readonly anyCase?: boolean;
  /** Fields of the items of a list of objects. */
  readonly items?: CatalogField["items"];
  /** Whether the value is in an item, which has no tests of items itself. */
  readonly isItem?: boolean;
  /** Attributes that the value can be compared with; `undefined` without a catalog. */
  readonly attributes?: readonly string[] | undefined;
}

/** Returns the schema of the tests that apply to a value. */
export function testSchema(target: TestTarget): JsonSchema {
  const { type } = target;
  const allowed: readonly TestName[] =
    type === undefined
      ? allTests
      : type === "state"
        ? [...testsByType.text, ...testsByType.number, ...testsByType.boolean]
        : testsByType[type];
  const isItem = target.isItem === true;
  const hasItems = !isItem && (type === undefined || target.items !== undefined);
  const names = new Set(
    allowed.filter((name) => (hasItems || !itemTests.has(name)) && !(isItem && timeDependentTests.has(name))),
  );
  return {
    anyOf: shapes.flatMap(([shared, shape]) => {
      const taken = shared.filter((name) => names.has(name));
      return taken.length === 0 ? [] : [shape(oneOfNames(taken), target)];
    }),
  };
}

type Shape = (is: JsonSchema, target: TestTarget) => JsonSchema;

const presence: Shape = (is) => strictObject({ is });
const calendar = { which: oneOfNames(Object.keys(CALENDAR_MOVES)), unit: oneOfNames(CALENDAR_UNITS) };
const someDay: JsonSchema = { type: "integer", minimum: -366, maximum: 366 };
const dayRange = strictObject({ from: someDay, to: someDay });
const days = { zone: definition("zone"), "leapDay?": definition("leapDay") };

const shapes: readonly (readonly [readonly TestName[], Shape])[] = [
  [
    ["equals", "notEquals"],
    (is, target) => anyCase(target, (each) => strictObject({ is, value: operand(each, false), ...caseOption(each) })),
  ],
  [
    ["oneOf", "notOneOf"],
    (is, target) => anyCase(target, (each) => strictObject({ is, values: constants(each), ...caseOption(each) })),
  ],
  [["atLeast", "moreThan", "atMost", "lessThan"], (is, target) => strictObject({ is, value: operand(target, true) })],
  [["between"], (is, target) => strictObject({ is, from: operand(target, true), to: operand(target, true) })],
  [
    ["contains", "startsWith", "endsWith", "like"],
    (is, target) => strictObject({ is, value: definition("text"), ...caseOption(target) }),
  ],
  [["has"], (is, target) => strictObject({ is, value: element(target) })],
  [["hasAny", "hasAll"], (is, target) => strictObject({ is, values: listOf(element(target)) })],
  [["size"], (is) => strictObject({ is, test: definition("numberTest") })],
  [["someItem"], (is, target) => strictObject({ is, where: itemConditions(target) })],
  [["itemCount"], (is, target) => strictObject({ is, test: definition("numberTest"), "where?": itemConditions(target) })],
  [["missing", "present"], presence],
  [["before", "after"], (is, target) => strictObject({ is, value: moment(target) })],
  [
    ["withinLast", "withinNext"],
    (is, { type }) =>
      strictObject({
        is,
        duration: definition("duration"),
        ...(type === "date" ? { zone: definition("zone") } : type === undefined && { "zone?": definition("zone") }),
      }),
  ],
  [["calendar"], (is) => strictObject({ is, ...calendar, zone: definition("zone") })],
  [["part"], (is, { type }) => ({ anyOf: partsOf(type).map((part) => partSchema(is, part, type)) })],
  [["age"], (is) => strictObject({ is, test: definition("numberTest"), ...days })],
  [
    ["anniversary"],
    (is) => ({
      anyOf: [
        strictObject({ is, days: { anyOf: [{ type: "integer", minimum: 0, maximum: 366 }, dayRange] }, ...days }),
        strictObject({ is, ...calendar, ...days }),
      ],
    }),
  ],
];

function partsOf(type: TestTarget["type"]): readonly DatePart[] {
  return type === "date" ? PARTS_OF_DATES : (Object.keys(DATE_PARTS) as DatePart[]);
}

function partSchema(is: JsonSchema, part: DatePart, type: TestTarget["type"]): JsonSchema {
  const { min, max } = DATE_PARTS[part];
  return strictObject({
    is,
    part: { const: part },
    test: numberTestSchema({ type: "integer", minimum: min, maximum: max }),
    ...(type === "instant" ? { zone: definition("zone") } : type === undefined && { "zone?": definition("zone") }),
  });
}

function itemConditions({ items }: TestTarget): JsonSchema {
  return definition(items === undefined ? "itemWhere" : itemWhereName(items));
}

/** Returns the name of the definition of conditions on items with some fields, in characters that a reference may have. */
export function itemWhereName(items: NonNullable<CatalogField["items"]>): string {
  return `itemWhere.${Object.entries(items)
    .map(([path, { type }]) => `${path.replace(/[^\w.]/g, (character) => `-${character.codePointAt(0)!.toString(16)}-`)}:${type}`)
    .join(":")}`;
}

function caseOption({ type }: TestTarget): Readonly<Record<string, JsonSchema>> {
  return type === undefined || type === "text" || type === "state" ? { "ignoreCase?": { type: "boolean" } } : {};
}

/** Returns the schema of a test that ignores case beside one that does not: the values are named as they are, or in any case. */
function anyCase(target: TestTarget, shape: (target: TestTarget) => JsonSchema): JsonSchema {
  const { type, values } = target;
  if (values === undefined || (type !== "text" && type !== "state")) return shape(target);
  const ignoring = { properties: { ignoreCase: { const: true } }, required: ["ignoreCase"] };
  return { anyOf: [shape(target), { allOf: [shape({ ...target, anyCase: true }), ignoring] }] };
}

/** Returns the schema of some values; texts in any case of A–Z where case is ignored. */
function oneOfValues(values: readonly Scalar[], inAnyCase: boolean): JsonSchema {
  if (values.length === 0) return false;
  const texts = values.filter((value): value is string => typeof value === "string");
  if (!inAnyCase || texts.length === 0) return { enum: values };
  const patterns = texts.map((text) =>
    text
      .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
      .replace(/(?<!\\)[A-Za-z]/g, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`),
  );
  return { anyOf: [{ enum: values }, { type: "string", pattern: `^(?:${patterns.join("|")})$` }] };
}

function constant({ type, values, anyCase }: TestTarget): JsonSchema {
  if (values !== undefined) return oneOfValues(values, anyCase === true);
  switch (type) {
    case undefined:
    case "state":
      return { anyOf: [definition("text"), { type: "number" }, { type: "boolean" }] };
    case "number":
    case "integer":
      return { type: "number" };
    case "boolean":
      return { type: "boolean" };
    case "date":
      return definition("date");
    default:
      return definition("text");
  }
}

function constants(target: TestTarget): JsonSchema {
  if (target.type !== "state" || target.values !== undefined) return listOf(constant(target));
  return { anyOf: [listOf(definition("text")), listOf({ type: "number" }), listOf({ type: "boolean" })] };
}

function operand(target: TestTarget, isOrdered: boolean): JsonSchema {
  const { type, constantsOnly, attributes } = target;
  if (type === "duration") return definition("anyDuration");
  const { values: _, ...ordered } = target;
  const choices: JsonSchema[] =
    isOrdered && (type === undefined || type === "state")
      ? [definition("text"), { type: "number" }]
      : [constant(isOrdered ? ordered : target)];
  if (type === undefined) choices.push(definition("anyDuration"));
  if (constantsOnly !== true && type !== "state" && (attributes === undefined || attributes.length > 0)) {
    choices.push(strictObject({ attribute: attributes === undefined ? definition("path") : oneOfNames(attributes) }));
  }
  return choices.length === 1 ? choices[0]! : { anyOf: choices };
}

function element(target: TestTarget): JsonSchema {
  const { type } = target;
  return constant({ ...target, type: type === "texts" ? "text" : type === "numbers" ? "number" : undefined });
}

function moment({ type }: TestTarget): JsonSchema {
  if (type === "date" || type === "instant") return definition(type);
  return { anyOf: [definition("date"), definition("instant")] };
}
