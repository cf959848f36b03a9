import { type OpenHours, type Random, randomInteger, seededRandom } from "../../kernel/index.js";
import type { Customer, Interaction } from "../../models/index.js";
import { recordOf, subjectOf } from "../../models/index.js";
import { type Calendars, type Expression, evaluateRule, type Rule, standardCatalog } from "../../rules/index.js";
import type { StoragePromise } from "../storage-promise.js";
import { instant, readPages, rejection, write } from "../storage-calls.js";
import { customerOf, interactionOf, purchaseOf } from "../records.js";

const DAY = 86_400_000;
const CUSTOMERS = 60;

const fromWeb: Expression = { kind: "attribute", path: "source", test: { is: "equals", value: "web" } };
const boughtTwice: Expression = {
  kind: "metric",
  metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 30 } } },
  test: { is: "atLeast", value: 2 },
};
const spent: Expression = {
  kind: "metric",
  metric: { measure: "sum", types: ["order.placed"], property: "total", currency: "EUR" },
  test: { is: "moreThan", value: 2_500 },
};
const silent: Expression = {
  kind: "metric",
  metric: { measure: "timeSinceLast", types: ["order.placed", "page.viewed"] },
  test: { is: "moreThan", value: { days: 10 } },
};
const DAY_OF_EPOCH = Math.floor(instant().getTime() / DAY);
/** From 9 to 17 UTC on five days of seven, for as long as the rules look back. */
const support: OpenHours = {
  from: (DAY_OF_EPOCH - 100) * DAY,
  to: (DAY_OF_EPOCH + 10) * DAY,
  intervals: Array.from({ length: 110 }, (_, index) => DAY_OF_EPOCH - 100 + index)
    .filter((day) => day % 7 < 5)
    .map((day) => [(day + 9 / 24) * DAY, (day + 17 / 24) * DAY] as const),
};
const CALENDARS: Calendars = { support };
const businessDays = (count: number) => ({ businessHours: 8 * count, calendar: "support" });
const viewed = { types: ["page.viewed"] };
const bought = { types: ["order.placed"] };

/** Rules of every kind except `state`, at edges where databases and memory tend to differ. */
const expressions: readonly Expression[] = [
  fromWeb,
  { kind: "attribute", path: "source", test: { is: "notEquals", value: "web" } },
  { kind: "attribute", path: "source", test: { is: "missing" } },
  { kind: "attribute", path: "tags", test: { is: "has", value: "vip" } },
  { kind: "attribute", path: "id", test: { is: "moreThan", value: "ﬁ" } },
  { kind: "attribute", path: "createdAt", test: { is: "withinLast", duration: { days: 20 } } },
  { kind: "not", of: fromWeb },
  boughtTwice,
  spent,
  silent,
  { kind: "not", of: silent },
  { kind: "all", of: [{ kind: "not", of: fromWeb }, boughtTwice] },
  { kind: "any", of: [{ kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }, spent] },
  { kind: "atLeast", count: 2, of: [fromWeb, boughtTwice, silent] },
  { kind: "sequence", steps: [viewed, bought], within: { days: 5 } },
  { kind: "absence", first: viewed, missing: bought, within: { days: 5 } },
  {
    kind: "absence",
    first: viewed,
    missing: bought,
    within: businessDays(3),
    window: { kind: "last", duration: { days: 30 } },
  },
  {
    kind: "metric",
    metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: businessDays(8) } },
    test: { is: "atLeast", value: 1 },
  },
  {
    kind: "metric",
    metric: { measure: "timeSinceLast", types: ["page.viewed"] },
    test: { is: "moreThan", value: businessDays(4) },
  },
];

/** Returns the kinds in an expression. */
function kindsOf(expression: Expression): readonly Expression["kind"][] {
  const { kind } = expression;
  if (kind === "not") return [kind, ...kindsOf(expression.of)];
  if (kind === "all" || kind === "any" || kind === "atLeast") return [kind, ...expression.of.flatMap(kindsOf)];
  return [kind];
}

function randomCustomer(index: number, random: Random): { customer: Customer; history: Interaction[] } {
  const id = `${["a", "ﬁ", "😀"][index % 3]}${index}`;
  const source = ["web", "WEB", "", undefined][randomInteger(random, 4)];
  const tags = [["vip"], ["VIP", "new"], []][randomInteger(random, 3)]!;
  const createdAt = instant(-randomInteger(random, 40) * DAY);
  const customer = customerOf({ id, tags, createdAt, ...(source !== undefined && { source }) });
  const history = Array.from({ length: randomInteger(random, 6) }, (_, fact): Interaction => {
    // Whole days, so that many are exactly at the edge of a window, and some after asOf.
    const at = instant((2 - randomInteger(random, 34)) * DAY);
    const fields = { id: `${id}:${fact}`, customerId: id, at };
    if (randomInteger(random, 2) === 0) return interactionOf(fields);
    const currency = ["EUR", "EUR", "USD"][randomInteger(random, 3)]!;
    return purchaseOf({ ...fields, currency, total: 500 * (1 + randomInteger(random, 5)) });
  });
  return { customer, history };
}

/** Promises about rules that the database evaluates. */
export const audiencePromises: readonly StoragePromise[] = [
  {
    id: "same-audience",
    title: "finds the same customers as in memory for a rule evaluated in the database, in pages and in code-point order",
    protects: "A campaign in the database contacts customers whom the same segment on the screen does not show.",
    requires: "ruleKinds",
    async check({ storage, context, otherContext, equal }) {
      const { customers, capabilities } = storage;
      const random = seededRandom("audience");
      const records = Array.from({ length: CUSTOMERS }, (_, index) => randomCustomer(index, random));
      await write(storage, context, {
        customers: records.map(({ customer }) => ({ id: customer.id, customer, expected: null })),
        interactions: records.flatMap(({ history }) => history),
      });
      // The same customers buy a lot in another tenant, which must not count here.
      const ids = records.map(({ customer }) => customer.id);
      const order = (id: string, name: string) =>
        purchaseOf({ id: `${id} ${name}`, customerId: id, at: instant(-DAY), total: 5_000 });
      await write(storage, otherContext, {
        customers: ids.map((id) => ({ id, customer: customerOf({ id, source: "web", tags: ["vip"] }), expected: null })),
        interactions: ids.flatMap((id) => [order(id, "1"), order(id, "2")]),
      });
      const subjects = records.map(({ customer, history }) => subjectOf(recordOf(customer, history)));
      const inOrder = (await readPages((request) => customers.page(context, request), 100)).map(({ value }) => value.id);
      const pushed = expressions.filter((expression) =>
        kindsOf(expression).every((kind) => capabilities.ruleKinds?.includes(kind)),
      );
      let answered = 0;
      for (const asOf of [instant(), instant(-10 * DAY)]) {
        for (const expression of pushed) {
          const rule: Rule = { version: 1, ...expression };
          const find = async (request: { limit: number; cursor?: string | null | undefined }) =>
            customers.findByRule!(context, rule, { ...request, asOf, schema: standardCatalog, calendars: CALENDARS });
          if ((await find({ limit: 1 })) === null) continue;
          answered++;
          const found = await readPages(async (request) => (await find(request))!, 7);
          const options = { asOf, schema: standardCatalog, calendars: CALENDARS };
          const holds = new Set(subjects.filter((subject) => evaluateRule(rule, subject, options)).map(({ id }) => id));
          equal(
            `the audience of ${JSON.stringify(expression)}`,
            found.map(({ value }) => value.id),
            inOrder.filter((id) => holds.has(id)),
          );
          equal("an invalid cursor", await rejection(() => find({ limit: 1, cursor: "none" })), "invalid_cursor");
        }
      }
      equal("the database evaluates at least one rule of a declared kind", answered > 0, true);
    },
  },
];
