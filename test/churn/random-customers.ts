import { accountChurnPolicy, retailChurnPolicy, subscriptionChurnPolicy } from "clientele/churn";
import type { Interaction, Subject } from "clientele/models";
import fc from "fast-check";

export const DAY = 86_400_000;
export const START = Date.UTC(2025, 0, 1);
export const NOW = START + 400 * DAY;

/** Something happens to a customer, on some half hour of 450 days: a part of it after {@link NOW}. */
const anyFact = fc
  .record({
    type: fc.constantFrom(
      "order.placed",
      "order.placed",
      "order.placed",
      "complaint.raised",
      "page.viewed",
      "product.viewed",
      "message.opened",
      "survey.answered",
      "ticket.opened",
      "ticket.resolved",
      "subscription.payment-failed",
      "subscription.started",
      "subscription.renewed",
      "account.logged-in",
      "service.used",
      "message.unsubscribed",
      "call.logged",
    ),
    halfHour: fc.nat({ max: 450 * 48 }),
    figure: fc.nat({ max: 10 }),
  })
  .map(({ type, halfHour, figure }) => ({ type, at: START + (halfHour * DAY) / 48, figure }));

/** A customer with up to 40 facts. */
export const anyCustomer: fc.Arbitrary<Subject> = fc.array(anyFact, { maxLength: 40 }).map((facts) => ({
  id: "c1",
  attributes: {},
  history: facts
    .map(({ type, at, figure }, index): Interaction => {
      const properties: Record<string, Record<string, unknown>> = {
        "order.placed": {
          orderId: `o${index}`,
          total: 1000 + 500 * figure,
          currency: "GBP",
          discount: figure % 3 === 0 ? 100 : 0,
        },
        "survey.answered": figure % 2 === 0 ? { nps: figure } : { csat: 1 + (figure % 5) },
        "product.viewed": { productId: "p", category: `k${figure}` },
      };
      return {
        id: `i${String(index).padStart(2, "0")}`,
        customerId: "c1",
        type,
        at: new Date(at),
        properties: properties[type] ?? {},
      };
    })
    .sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1)),
}));

/** One of each kind. */
export const policies = [
  retailChurnPolicy({ currency: "GBP", zone: "Europe/London" }),
  subscriptionChurnPolicy({ term: 90, notice: 30 }),
  accountChurnPolicy({ currency: "GBP", zone: "Asia/Shanghai" }),
];
