/** Speed of the doors and of the scores that a population passes through. */
import { parseCustomer, parseInteraction } from "clientele/models";
import { compileRule, defineSchema, prepareSubject } from "clientele/rules";
import { rfmScores, summarizeTransactions } from "clientele/value";
import { Bench } from "tinybench";

const day = 86_400_000;
const customer = {
  id: "c1",
  createdAt: "2026-01-31T09:00:00Z",
  name: { given: "Ada", family: "Lovelace" },
  emails: [{ address: "ada@example.com" }],
  address: { country: "GB", city: "London" },
};
const visit = { id: "i1", customerId: "c1", type: "page.viewed", at: "2026-01-31T09:00:00Z", properties: { url: "/" } };
const customers = 4_000;
const transactions = Array.from({ length: 40_000 }, (_, n) => ({
  customerId: `c${(n * 7919) % customers}`,
  at: new Date(Date.UTC(2026, 0, 1) + ((n * 104_729) % (365 * day))),
  amount: 100 + ((n * 31) % 10_000),
  currency: "GBP",
  orderId: `o${n}`,
}));
const options = { asOf: new Date(Date.UTC(2027, 0, 1)), unit: "day", zone: "Europe/London" } as const;
const summary = summarizeTransactions(transactions, options);
const schema = defineSchema({});
const silent = compileRule(schema.rules.metric.count("order.placed").last({ days: 90 }).equals(0), { schema });
const history = Array.from({ length: 100 }, (_, n) => ({
  id: `o${n}`,
  customerId: "c1",
  type: "order.placed",
  at: new Date(Date.UTC(2026, 0, 1) + n * day),
  properties: {},
}));
const subject = prepareSubject({ id: "c1", attributes: {}, history });
const asOf = Date.UTC(2026, 5, 1);

const bench = new Bench({ time: 500, warmupTime: 100 });
bench
  .add("parse one customer", () => parseCustomer(customer))
  .add("parse one interaction", () => parseInteraction(visit))
  .add("evaluate one compiled rule over 100 interactions", () => silent.matches(subject, asOf))
  .add("summarize 40,000 transactions of 4,000 customers", () => summarizeTransactions(transactions, options))
  .add("score 4,000 customers by RFM", () => rfmScores(summary));
await bench.run();
console.table(bench.table());
if (bench.tasks.some(({ result }) => result.state === "errored")) process.exit(1);
