import type { Interaction, Subject } from "clientele/models";
import { defineSchema, type Expression, type Metric, type Rule, type Test, type Where, type WindowSpec } from "clientele/rules";
import fc from "fast-check";
import * as z from "zod";

/** The instant that everything is about: shortly after London put its clocks forward. */
export const AS_OF = Date.UTC(2026, 2, 29, 1, 30);
const DAY = 86_400_000;
const zones = ["UTC", "Europe/London", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"];

const instant = z.date();
const money = z.int().meta({ clientele: { currency: "currency" } });
const price = z.number().meta({ clientele: { type: "number", decimals: 2 } });
const date = z.iso.date();

const properties = {
  amount: money,
  currency: z.string(),
  price,
  free: z.number(),
  sku: z.string(),
  express: z.boolean(),
  due: instant,
  day: date,
  labels: z.array(z.string()),
  "it's": z.string(),
};

/** A schema with a field of every type, and names that want quoting. */
export const schema = defineSchema({
  subject: z.object({
    name: z.string(),
    country: z.enum(["CN", "SG", "DE"]),
    score: price,
    level: z.number(),
    limit: z.number(),
    seats: z.int(),
    active: z.boolean(),
    joined: instant,
    createdAt: instant,
    born: date,
    tags: z.array(z.string()),
    sizes: z.array(z.number()),
    nested: z.object({ deep: z.object({ value: z.string(), 'quo"te': z.string() }) }),
    blob: z.record(z.string(), z.unknown()),
  }),
  interactions: { order: z.object(properties), view: z.object(properties), "it's odd": z.object(properties) },
});

const types = ["order", "view", "it's odd"];
const texts = [
  "",
  "a",
  "A",
  "a ",
  "b",
  "ab",
  "aB*c",
  "CN",
  "DE",
  "é",
  "É",
  "ﬁ",
  "😀",
  "10",
  "%",
  "_",
  "!x",
  "it's",
  "\\",
  "?",
  "[a]",
  "İ",
  "中文",
  "line\nbreak",
];
const numbers = [0, 1, -1, 2, 10, 0.1, 0.2, 0.3, 1.005, 2.5, -2.5, 99999, 1e-7, 123456789.25];
const dates = ["2000-02-29", "1999-12-31", "2026-03-29", "2026-03-30", "2026-04-02", "1990-03-28", "2008-02-29", "2026-02-28"];
const badDates = ["2026-02-29", "2026-13-01", "2026-00-10", "1-1-1", "2026-03-29T00:00:00Z"];

const aText = fc.constantFrom(...texts);
const aNumber = fc.oneof(fc.constantFrom(...numbers), fc.integer({ min: -5, max: 20 }));
const anInteger = fc.integer({ min: -3, max: 12 });
const aDate = fc.constantFrom(...dates);
/** Instants near the edges of the windows that rules use. */
const anInstant = fc
  .tuple(
    fc.constantFrom(0, 1, 2, 3, 7, 28, 30, 90, 365),
    fc.constantFrom(-1, 0, 1, 3_600_000, 40_000_000),
    fc.constantFrom(1, 1, 1, -1),
  )
  .map(([days, milliseconds, sign]) => AS_OF - sign * (days * DAY + milliseconds));
const junk = fc.constantFrom<unknown>(
  null,
  undefined,
  Number.NaN,
  "1",
  "true",
  true,
  0,
  1,
  [],
  ["a"],
  {},
  { a: 1 },
  "2026-01-01",
  1.5,
);

const mostly = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: junk });
const aDateValue = fc.oneof({ weight: 5, arbitrary: aDate }, { weight: 1, arbitrary: fc.constantFrom(...badDates) });
const instantValue = anInstant.map((milliseconds) => new Date(milliseconds));

const propertiesArbitrary = fc
  .record(
    {
      amount: mostly(fc.integer({ min: -100, max: 10_000 })),
      currency: mostly(fc.constantFrom("USD", "USD", "CNY")),
      price: mostly(aNumber),
      free: mostly(aNumber),
      sku: mostly(aText),
      express: mostly(fc.boolean()),
      due: mostly(instantValue),
      day: mostly(aDateValue),
      labels: mostly(fc.array(fc.oneof(aText, fc.constant(1), fc.constant(null)), { maxLength: 3 })),
      "it's": mostly(aText),
    },
    { requiredKeys: [] },
  )
  .map(withoutUndefined);

const historyArbitrary = fc.array(
  fc.record({
    type: fc.constantFrom(...types, "order"),
    at: anInstant,
    channel: fc.option(fc.constantFrom("web", "store", ""), { nil: undefined }),
    properties: propertiesArbitrary,
  }),
  { maxLength: 12 },
);

const timelineArbitrary = fc
  .array(fc.tuple(anInstant, fc.oneof(fc.constantFrom("loyal", "new"), aNumber, fc.boolean(), fc.constant(null))), {
    maxLength: 4,
  })
  .map((steps) =>
    [...new Map(steps)].sort(([left], [right]) => left - right).map(([from, value]) => ({ from: new Date(from), value })),
  );

/** Subjects with missing values, wrong types, empty histories, equal instants and facts on window edges. */
export const subjectArbitrary: fc.Arbitrary<Omit<Subject, "id">> = fc
  .record({
    attributes: fc
      .record(
        {
          name: mostly(aText),
          country: mostly(fc.constantFrom("CN", "SG", "DE", "cn")),
          score: mostly(aNumber),
          level: mostly(aNumber),
          limit: mostly(aNumber),
          seats: mostly(anInteger),
          active: mostly(fc.boolean()),
          joined: mostly(instantValue),
          createdAt: mostly(instantValue),
          born: mostly(aDateValue),
          tags: mostly(fc.array(fc.oneof(aText, fc.constant(2)), { maxLength: 3 })),
          sizes: mostly(fc.array(fc.oneof(aNumber, fc.constant("1")), { maxLength: 3 })),
          nested: mostly(fc.record({ deep: mostly(fc.record({ value: mostly(aText), 'quo"te': aText })) }, { requiredKeys: [] })),
          blob: junk,
        },
        { requiredKeys: [] },
      )
      .map(withoutUndefined),
    history: historyArbitrary,
    timelines: fc.record({ "stage:retail": timelineArbitrary, "score:it's": timelineArbitrary }),
  })
  .map(({ attributes, history, timelines }) => ({
    attributes,
    timelines,
    history: history
      .map(
        ({ channel, ...rest }, index): Interaction => ({
          id: `i${index}`,
          customerId: "",
          ...rest,
          at: new Date(rest.at),
          ...(channel !== undefined && { channel }),
        }),
      )
      .sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1)),
  }));

function withoutUndefined(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

const aZone = fc.constantFrom(...zones);
const aDuration = fc.constantFrom(
  { days: 1 },
  { days: 7 },
  { days: 30 },
  { hours: 1 },
  { weeks: 13 },
  { days: 365 },
  { days: 2, milliseconds: 1 },
);
const ignoreCase = fc.constantFrom({}, {}, { ignoreCase: true }, { ignoreCase: false });

function comparisons(operand: fc.Arbitrary<unknown>, ordered = true): fc.Arbitrary<Test> {
  const equality = fc.record({ is: fc.constantFrom("equals", "notEquals"), value: operand });
  const ordering = fc.record({ is: fc.constantFrom("atLeast", "moreThan", "atMost", "lessThan"), value: operand });
  return (ordered ? fc.oneof(equality, ordering) : equality) as fc.Arbitrary<Test>;
}

const presence: fc.Arbitrary<Test> = fc.constantFrom({ is: "missing" }, { is: "present" });
const numberTest = fc.oneof(
  fc.record({ is: fc.constantFrom("equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"), value: anInteger }),
  anInteger.map((from) => ({ is: "between", from, to: from + 3 })),
);
const between = (value: fc.Arbitrary<number>): fc.Arbitrary<Test> =>
  fc.tuple(value, value).map(([one, other]) => ({ is: "between", from: Math.min(one, other), to: Math.max(one, other) }));
const membership = (values: fc.Arbitrary<unknown>): fc.Arbitrary<Test> =>
  fc.record({
    is: fc.constantFrom("oneOf", "notOneOf"),
    values: fc.array(values, { minLength: 1, maxLength: 4 }),
  }) as fc.Arbitrary<Test>;

const numberTests = fc.oneof(comparisons(aNumber), between(aNumber), membership(aNumber), presence);
const textTests = fc.oneof(
  fc.tuple(fc.oneof(comparisons(aText, false), membership(aText)), ignoreCase).map(([test, option]) => ({ ...test, ...option })),
  comparisons(aText),
  fc
    .tuple(fc.record({ is: fc.constantFrom("contains", "startsWith", "endsWith"), value: aText }), ignoreCase)
    .map(([test, option]) => ({ ...test, ...option })),
  fc
    .tuple(fc.array(fc.oneof(aText, fc.constant("*")), { minLength: 1, maxLength: 3 }), ignoreCase)
    .map(([parts, option]) => ({ is: "like", value: parts.join(""), ...option })),
  presence,
) as fc.Arbitrary<Test>;
const booleanTests = fc.oneof(comparisons(fc.boolean(), false), presence);
const iso = anInstant.map((milliseconds) => new Date(milliseconds).toISOString());
const staticInstantTests = fc.oneof(
  fc.record({ is: fc.constantFrom("before", "after"), value: iso }),
  presence,
) as fc.Arbitrary<Test>;
const instantTests = fc.oneof(
  staticInstantTests,
  fc.record({ is: fc.constantFrom("withinLast", "withinNext"), duration: aDuration }),
) as fc.Arbitrary<Test>;
const leapDay = fc.constantFrom({}, { leapDay: "03-01" }, { leapDay: "02-28" });
const staticDateTests = fc.oneof(
  comparisons(aDate, false),
  membership(aDate),
  fc.record({ is: fc.constantFrom("before", "after"), value: aDate }),
  presence,
) as fc.Arbitrary<Test>;
const dateTests = fc.oneof(
  staticDateTests,
  fc.record({
    is: fc.constantFrom("withinLast", "withinNext"),
    duration: fc.constantFrom({ days: 1 }, { days: 3 }, { weeks: 1 }),
    zone: aZone,
  }),
  fc.tuple(numberTest, aZone, leapDay).map(([test, zone, option]) => ({ is: "age", test, zone, ...option })),
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), aZone, leapDay)
    .map(([days, zone, option]) => ({ is: "anniversary", days, zone, ...option })),
) as fc.Arbitrary<Test>;
const listTests = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Test> =>
  fc.oneof(
    fc.record({ is: fc.constant("has"), value }),
    fc.record({ is: fc.constantFrom("hasAny", "hasAll"), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    fc.record({ is: fc.constant("size"), test: numberTest }),
    presence,
  ) as fc.Arbitrary<Test>;
const durationTests = fc.oneof(
  comparisons(aDuration),
  fc.constant({ is: "between", from: { hours: 1 }, to: { days: 30 } }),
  presence,
) as fc.Arbitrary<Test>;

const attributeLeaf: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.tuple(fc.constantFrom("name", "country", "nested.deep.value", 'nested.deep.quo"te'), textTests),
    fc.tuple(fc.constantFrom("score", "level", "seats"), numberTests),
    fc.tuple(fc.constantFrom("score", "level", "seats"), comparisons(fc.constant({ attribute: "limit" }))),
    fc.tuple(fc.constant("name"), comparisons(fc.constant({ attribute: "nested.deep.value" }))),
    fc.tuple(fc.constant("active"), booleanTests),
    fc.tuple(fc.constantFrom("joined", "createdAt"), instantTests),
    fc.tuple(fc.constant("born"), dateTests),
    fc.tuple(fc.constant("tags"), listTests(aText)),
    fc.tuple(fc.constant("sizes"), listTests(aNumber)),
    fc.tuple(
      fc.constant("blob"),
      fc.oneof(presence, fc.record({ is: fc.constant("size"), test: numberTest }) as fc.Arbitrary<Test>),
    ),
  )
  .map(([path, test]) => ({ kind: "attribute", path, test }) as Expression);

const whereLeaf: fc.Arbitrary<Where> = fc
  .oneof(
    fc.tuple(fc.constantFrom("sku", "currency", "it's"), textTests),
    fc.tuple(fc.constantFrom("amount", "price", "free"), numberTests),
    fc.tuple(fc.constant("express"), booleanTests),
    fc.tuple(fc.constant("due"), staticInstantTests),
    fc.tuple(fc.constant("day"), staticDateTests),
    fc.tuple(fc.constant("labels"), listTests(aText)),
  )
  .map(([path, test]) => ({ kind: "property", path, test }) as Where);
const channelLeaf = textTests.map((test) => ({ kind: "channel", test }) as Where);
const aWhere: fc.Arbitrary<Where> = fc.oneof(
  { weight: 4, arbitrary: whereLeaf },
  { weight: 1, arbitrary: channelLeaf },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("all", "any"),
      of: fc.array(whereLeaf, { minLength: 1, maxLength: 2 }),
    }) as fc.Arbitrary<Where>,
  },
  { weight: 1, arbitrary: whereLeaf.map((of) => ({ kind: "not", of }) as Where) },
);

const someTypes = fc.uniqueArray(fc.constantFrom(...types), { minLength: 1, maxLength: 2 });
const aWindow: fc.Arbitrary<WindowSpec> = fc.oneof(
  aDuration.map((duration) => ({ kind: "last", duration }) as WindowSpec),
  fc.tuple(anInstant, anInstant).map(
    ([one, other]) =>
      ({
        kind: "between",
        from: new Date(Math.min(one, other)).toISOString(),
        to: new Date(Math.max(one, other)).toISOString(),
      }) as WindowSpec,
  ),
  iso.map((from) => ({ kind: "since", from }) as WindowSpec),
  iso.map((to) => ({ kind: "until", to }) as WindowSpec),
  fc.record({
    kind: fc.constantFrom("this", "previous"),
    unit: fc.constantFrom("day", "week", "month", "quarter", "year"),
    zone: aZone,
  }) as fc.Arbitrary<WindowSpec>,
  fc.record({
    kind: fc.constant("within"),
    duration: aDuration,
    of: fc.oneof(
      fc.record({ first: someTypes }),
      fc.record({ last: someTypes }),
      fc.constantFrom({ attribute: "joined" }, { attribute: "createdAt" }),
    ),
  }) as fc.Arbitrary<WindowSpec>,
);
const options = fc.record({ where: aWhere, window: aWindow }, { requiredKeys: [] }).map((given) => withoutUndefined(given));

/** Metrics whose sums are exact, with a test that their value takes. */
const metricLeaf: fc.Arbitrary<Expression> = fc
  .oneof(
    fc.tuple(
      fc.constantFrom(
        { measure: "count" },
        { measure: "daysActive", zone: "Europe/London" },
        { measure: "daysActive", zone: "Asia/Shanghai" },
      ),
      numberTests,
    ),
    fc.tuple(fc.constantFrom({ measure: "count" }), comparisons(anInteger)),
    fc.tuple(
      fc.record({ measure: fc.constantFrom("sum", "average"), property: fc.constant("price") }),
      fc.oneof(numberTests, comparisons(fc.constant({ attribute: "limit" }))),
    ),
    fc.tuple(
      fc.record({
        measure: fc.constantFrom("sum", "average", "minimum", "maximum"),
        property: fc.constant("amount"),
        currency: fc.constantFrom("USD", "CNY"),
      }),
      numberTests,
    ),
    fc.tuple(
      fc.record({ measure: fc.constantFrom("minimum", "maximum"), property: fc.constantFrom("price", "free") }),
      numberTests,
    ),
    fc.tuple(
      fc.record({
        measure: fc.constant("distinct"),
        property: fc.constantFrom("sku", "express", "free", "day", "due", "amount"),
      }),
      comparisons(fc.integer({ min: 0, max: 4 })),
    ),
    fc.tuple(fc.record({ measure: fc.constantFrom("first", "last") }), instantTests),
    fc.tuple(fc.record({ measure: fc.constantFrom("first", "last"), property: fc.constantFrom("sku", "it's") }), textTests),
    fc.tuple(fc.record({ measure: fc.constantFrom("first", "last"), property: fc.constantFrom("price", "free") }), numberTests),
    fc.tuple(fc.record({ measure: fc.constantFrom("first", "last"), property: fc.constant("day") }), dateTests),
    fc.tuple(fc.record({ measure: fc.constantFrom("first", "last"), property: fc.constant("due") }), instantTests),
    fc.tuple(fc.record({ measure: fc.constantFrom("first", "last"), property: fc.constant("express") }), booleanTests),
    fc.tuple(fc.record({ measure: fc.constantFrom("timeSinceFirst", "timeSinceLast", "longestGap", "meanGap") }), durationTests),
  )
  .chain(([metric, test]) =>
    fc
      .tuple(someTypes, options)
      .map(([chosen, rest]) => ({ kind: "metric", metric: { ...metric, types: chosen, ...rest } as Metric, test }) as Expression),
  );

const trendLeaf: fc.Arbitrary<Expression> = fc
  .tuple(
    someTypes,
    aDuration,
    fc.constantFrom({}, { property: "price" }, { property: "amount", currency: "USD" }),
    fc.oneof(comparisons(fc.constantFrom(0.5, 1, 2)), presence),
    fc.option(aWhere, { nil: undefined }),
  )
  .map(
    ([chosen, duration, property, test, where]) =>
      ({
        kind: "metric",
        metric: { measure: "trend", types: chosen, ...property, ...(where && { where }), window: { kind: "last", duration } },
        test,
      }) as Expression,
  );
const knownForLeaf = durationTests.map((test) => ({ kind: "metric", metric: { measure: "knownFor" }, test }) as Expression);

const aStep = fc
  .record({ types: someTypes, where: whereLeaf }, { requiredKeys: ["types"] })
  .map((step) => withoutUndefined(step));
const anchor = fc.constantFrom({}, { anchor: "any" }, { anchor: "last" });
const shortWithin = fc.constantFrom({ hours: 1 }, { days: 1 }, { days: 2 });
const sequenceLeaf: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .tuple(
      fc.array(aStep, { minLength: 2, maxLength: 3 }),
      fc.option(shortWithin, { nil: undefined }),
      anchor,
      fc.option(fc.constantFrom({ days: 30 }, { days: 365 }), { nil: undefined }),
    )
    .map(
      ([steps, within, from, last]) =>
        ({
          kind: "sequence",
          steps,
          ...(within && { within }),
          ...from,
          ...(last && { window: { kind: "last", duration: last } }),
        }) as unknown as Expression,
    ),
  fc.tuple(aStep, aStep, shortWithin, anchor, fc.option(fc.constantFrom({ days: 30 }, { days: 365 }), { nil: undefined })).map(
    ([first, missing, within, from, last]) =>
      ({
        kind: "absence",
        first,
        missing,
        within,
        ...from,
        ...(last && { window: { kind: "last", duration: last } }),
      }) as unknown as Expression,
  ),
);

const stateLeaf: fc.Arbitrary<Expression> = fc
  .tuple(
    fc.constantFrom("stage:retail", "score:it's", "nowhere"),
    fc.oneof(
      comparisons(fc.constantFrom("loyal", "new"), false),
      comparisons(aNumber),
      comparisons(fc.boolean(), false),
      membership(fc.constantFrom("loyal", "other")),
      presence,
    ),
    fc.option(aDuration, { nil: undefined }),
  )
  .map(([key, test, duration]) => ({ kind: "state", key, test, ...(duration && { for: duration }) }) as Expression);

/** Any metric of the language with an exact value. */
export const metricArbitrary: fc.Arbitrary<Metric> = fc
  .oneof({ weight: 6, arbitrary: metricLeaf }, { weight: 1, arbitrary: trendLeaf }, { weight: 1, arbitrary: knownForLeaf })
  .map((leaf) => (leaf as Extract<Expression, { kind: "metric" }>).metric);

/** Any leaf of the language. */
export const leafArbitrary: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 4, arbitrary: attributeLeaf },
  { weight: 5, arbitrary: metricLeaf },
  { weight: 1, arbitrary: trendLeaf },
  { weight: 1, arbitrary: knownForLeaf },
  { weight: 2, arbitrary: sequenceLeaf },
  { weight: 2, arbitrary: stateLeaf },
);

const expressionArbitrary = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leafArbitrary,
    fc.record({
      kind: fc.constantFrom("all", "any"),
      of: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
    }) as fc.Arbitrary<Expression>,
    tie("node").map((of) => ({ kind: "not", of }) as Expression),
    fc
      .array(tie("node"), { minLength: 2, maxLength: 3 })
      .chain((of) => fc.integer({ min: 1, max: of.length }).map((count) => ({ kind: "atLeast", count, of }) as Expression)),
  ),
})).node;

/** Any rule of the language, valid under {@link schema}. */
export const ruleArbitrary: fc.Arbitrary<Rule> = fc
  .oneof({ weight: 3, arbitrary: leafArbitrary }, { weight: 2, arbitrary: expressionArbitrary })
  .map((expression) => ({ ...expression, version: 1 }) as Rule);
