import { churnSignals } from "clientele/churn";
import { DAY, policies, START } from "../../../fixtures/churn-customers.js";
import { describe, expect, test } from "vitest";

describe("ready signals", () => {
  test("are raised by the interactions that they watch", () => {
    const fact = (type: string, day: number, properties: Record<string, unknown> = {}) => ({
      id: `${type}${day}`,
      customerId: "c1",
      type,
      at: new Date(START + day * DAY),
      properties,
    });
    const raised = (policy: (typeof policies)[number], ...history: ReturnType<typeof fact>[]): string[] =>
      churnSignals(policy, { id: "c1", attributes: {}, history }, { asOf: START + 360 * DAY, columns: { probabilityAlive: 0.3 } })
        .filter(({ status }) => status === "raised")
        .map(({ id }) => id);
    const [retail, subscription, account] = policies as [(typeof policies)[0], (typeof policies)[0], (typeof policies)[0]];
    const order = (day: number, total: number, discount = 0) =>
      fact("order.placed", day, { orderId: `o${day}`, total, currency: "GBP", discount });
    expect(raised(retail, order(200, 9000), order(220, 9000), order(230, 9000), order(250, 9000), order(300, 1000))).toEqual([
      "frequency-falling",
      "basket-shrinking",
      "alive-unlikely",
    ]);
    expect(raised(retail, order(300, 100, 10), order(320, 100, 10))).toContain("discount-dependence");
    expect(raised(retail, fact("complaint.raised", 300))).toContain("complaints");
    expect(raised(retail, fact("message.unsubscribed", 300))).toContain("turned-away");
    expect(raised(retail, ...[241, 242, 243, 244].map((day) => fact("page.viewed", day)))).toContain("interactions-falling");
    expect(
      raised(
        retail,
        ...["a", "b", "c", "d"].map((category, index) => fact("product.viewed", 100 + index, { productId: "p", category })),
        fact("product.viewed", 350, { productId: "p", category: "a" }),
      ),
    ).toContain("categories-shrinking");
    expect(raised(retail, fact("survey.answered", 20, { csat: 5 }), fact("survey.answered", 300, { csat: 2 }))).toContain(
      "satisfaction-falling",
    );
    expect(raised(retail, fact("survey.answered", 20, { nps: 4 }), fact("survey.answered", 300, { csat: 5 }))).toContain(
      "recommendation-low",
    );
    expect(raised(subscription, fact("ticket.opened", 300), fact("ticket.opened", 301), fact("ticket.resolved", 302))).toEqual([
      "support-unresolved",
    ]);
    expect(raised(subscription, fact("subscription.payment-failed", 350))).toEqual(["failed-payments"]);
    expect(raised(subscription, ...[310, 311, 312, 313].map((day) => fact("account.logged-in", day)))).toEqual([
      "logins-falling",
    ]);
    expect(raised(subscription, ...[310, 311, 312, 313].map((day) => fact("service.used", day)))).toEqual(["usage-falling"]);
    expect(raised(subscription, fact("subscription.started", 280))).toEqual(["contract-ending"]);
    expect(raised(account, fact("call.logged", 290))).toEqual(["no-contact"]);
  });
});
