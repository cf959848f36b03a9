/** The program that every runtime runs: it parses, evaluates a rule and scores, and gives the results as one text. */

const imported = {
  "clientele/kernel": ["isClienteleError", "seededRandom"],
  "clientele/models": ["parseCustomer", "recordOf", "subjectOf", "updateCustomer"],
  "clientele/rules": ["defineSchema", "evaluateRule", "nextChangeAt"],
  "clientele/value": ["rfmScores", "summarizeTransactions"],
};

const body = `
function smoke() {
  const customer = parseCustomer({ id: "c1", createdAt: "2026-01-31T09:00:00Z", emails: [{ address: "ada@example.com" }] });
  const { customer: moved, changes } = updateCustomer(customer, { address: { country: "GB" } }, { at: new Date(1.8e12) });
  let code = "";
  try {
    parseCustomer({ id: 7 });
  } catch (error) {
    code = isClienteleError(error) ? error.code : String(error);
  }
  const at = new Date("2026-02-01T12:00:00Z");
  const placed = { id: "o1", customerId: "c1", type: "order.placed", at, properties: {} };
  const subject = subjectOf(recordOf(moved, [placed]));
  const schema = defineSchema({});
  const silent = schema.rules.metric.count("order.placed").last({ days: 60 }).equals(0);
  const rows = ["a", "b", "c", "d"].flatMap((id, n) =>
    Array.from({ length: n + 1 }, (_, k) => ({
      customerId: id, at: new Date(Date.UTC(2026, 0, 1 + 5 * k + n)), amount: 1000 * (n + 1), currency: "GBP", orderId: id + k,
    })));
  const summary = summarizeTransactions(rows, { asOf: new Date(Date.UTC(2026, 2, 1)), unit: "day", zone: "Europe/London" });
  const scores = rfmScores(summary, { bins: 4 });
  return JSON.stringify({
    country: moved.address.country, changed: changes.map(({ path }) => path.join(".")), code,
    silent: [evaluateRule(silent, subject, { asOf: at, schema }), evaluateRule(silent, subject, { asOf: new Date("2026-05-01T00:00:00Z"), schema })],
    next: nextChangeAt(silent, subject, { asOf: at, schema }),
    ids: summary.ids, recency: [...scores.recency], frequency: [...scores.frequency], monetary: [...scores.monetary],
    random: seededRandom(42)(),
  });
}
`;

const entries = Object.entries(imported);

/** For ES modules; the text of the results is handed to `finish`. */
export const smokeModule = (finish: string): string =>
  `${entries.map(([from, names]) => `import { ${names.join(", ")} } from "${from}";`).join("\n")}\n${body}\n${finish}\n`;

/** For CommonJS. */
export const smokeScript = (finish: string): string =>
  `${entries.map(([from, names]) => `const { ${names.join(", ")} } = require("${from}");`).join("\n")}\n${body}\n${finish}\n`;
