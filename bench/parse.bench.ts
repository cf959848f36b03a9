/**
 * Speed of the doors: how many customers, interactions and records a second pass their schemas. CPU time of this
 * process, so that a busy machine does not spoil the figures; each case is warmed up, then measured several times.
 */
import { type InteractionInput, parseCustomer, parseInteraction, parseRecord, recordsFrom } from "clientele/models";

const RUNS = 7;
const RUN_SECONDS = 0.5;

/** Input as it comes from JSON: instants are texts. A thousand different ones, that nothing is learned by heart. */
const inputs = <Input>(make: (n: number) => Input): readonly Input[] => Array.from({ length: 1_000 }, (_, n) => make(n));
const instant = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 3_600_000).toISOString();

const shortCustomers = inputs((n) => ({ id: `c${n}`, createdAt: instant(n) }));
const fullCustomers = inputs((n) => ({
  id: `c${n}`,
  name: { given: "Ada", family: "Lovelace" },
  emails: [{ address: `ada${n}@example.com`, verifiedAt: instant(n) }],
  phones: [{ number: `+4420794600${n}`, label: "mobile" }],
  address: { country: "GB", city: "London", postalCode: "W1", timeZone: "Europe/London" },
  demographics: { birthDate: "1985-12-10", occupation: "mathematician" },
  preferences: { channels: ["email"], language: "en" },
  identities: [{ namespace: "member", value: `m${n}` }],
  tags: ["vip", "newsletter"],
  attributes: { plan: "pro", seats: n },
  createdAt: instant(n),
  updatedAt: instant(n),
}));
const viewOf = (n: number, customerId: string): InteractionInput => ({
  id: `v${n}`,
  customerId,
  type: "page.viewed",
  at: instant(n),
  channel: "web",
  properties: { url: `/products/${n}` },
});
const orderOf = (n: number, customerId: string): InteractionInput => ({
  id: `o${n}`,
  customerId,
  type: "order.placed",
  at: instant(n),
  channel: "web",
  properties: { orderId: `o${n}`, total: 4_990 + n, currency: "GBP", units: 3, products: ["a", "b"], categories: ["tea"] },
});
const views = inputs((n) => viewOf(n, "c1"));
const orders = inputs((n) => orderOf(n, "c1"));
const hosts = inputs((n) => ({
  id: `h${n}`,
  customerId: "c1",
  type: "workshop.joined",
  at: instant(n),
  properties: { topic: "tea", n },
}));
const records = inputs((n) => ({
  customer: fullCustomers[n],
  history: Array.from({ length: 50 }, (_, at) => (at % 5 === 0 ? orderOf(at, `c${n}`) : viewOf(at, `c${n}`))),
}));
const customers = fullCustomers.map((input) => parseCustomer(input));
const interactions = Array.from({ length: 100_000 }, (_, n) => parseInteraction(viewOf(n, `c${(n * 7919) % 1_000}`)));

const parseAll = (list: readonly unknown[], parse: (input: unknown) => unknown) => (): number => {
  for (const input of list) parse(input);
  return list.length;
};
/** Each case does some work and says how many things it parsed. */
const cases: Readonly<Record<string, () => number>> = {
  "customer, an identifier and an instant": parseAll(shortCustomers, parseCustomer),
  "customer, 12 fields filled in": parseAll(fullCustomers, parseCustomer),
  "interaction, page.viewed": parseAll(views, (input) => parseInteraction(input)),
  "interaction, order.placed": parseAll(orders, (input) => parseInteraction(input)),
  "interaction, a host's own type": parseAll(hosts, (input) => parseInteraction(input)),
  "record of 50 interactions": parseAll(records, (input) => parseRecord(input)),
  "interaction of 100,000 into 1,000 records (recordsFrom)": () =>
    recordsFrom({ customers, interactions }).records.reduce((sum, { history }) => sum + history.length, 0),
};

/** Microseconds of CPU for one thing, over one run. */
function measure(work: () => number): number {
  const start = process.cpuUsage();
  let done = 0;
  let spent = 0;
  while (spent < RUN_SECONDS * 1e6) {
    done += work();
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
  return spent / done;
}

const rows: Record<string, { "a second": string; "µs each": string; "slowest run, µs": string }> = {};
for (const [name, work] of Object.entries(cases)) {
  measure(work);
  const runs = Array.from({ length: RUNS }, () => measure(work)).sort((left, right) => left - right);
  const median = runs[(RUNS - 1) / 2]!;
  const perSecond = Math.round(1e6 / median / 100) * 100;
  rows[name] = {
    "a second": perSecond.toLocaleString("en-US"),
    "µs each": median.toFixed(2),
    "slowest run, µs": runs.at(-1)!.toFixed(2),
  };
}
console.table(rows);
