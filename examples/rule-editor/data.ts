import type { LocalizedText } from "clientele/kernel";
import type { Metric } from "clientele/rules";
import { type Customer, recordOf, type Subject, subjectOf } from "clientele/models";

/** Names that the editor's users know. */
export const names: Readonly<Record<string, LocalizedText>> = {
  "order.placed": { en: "order", zh: "下单" },
  "cart.added": { en: "addition to the cart", zh: "加购" },
  "address.country": { en: "the country", zh: "国家" },
  tags: { en: "the tag list", zh: "标签" },
  total: { en: "the total", zh: "金额" },
};

/** A rule as a form sends it, with three mistakes. */
export const draft: unknown = {
  version: 1,
  kind: "all",
  of: [
    { kind: "attribute", path: "adress.country", test: { is: "oneOf", values: ["CN", "SG"] } },
    {
      kind: "metric",
      metric: { measure: "count", types: ["order.plcaed"], window: { kind: "last", duration: { days: 365 } } },
      test: { is: "atLeast", value: 3 },
    },
    { kind: "attribute", path: "tags", test: { is: "contains", value: "vip" } },
  ],
};

/** A product was added to the cart but not ordered. */
export const abandonedCart = {
  kind: "absence",
  first: { types: ["cart.added"] },
  missing: { types: ["order.placed"] },
  within: { hours: 2 },
};

/** The same, corrected by the hints of its problems. */
export const stored: unknown = {
  version: 1,
  kind: "all",
  of: [
    { kind: "attribute", path: "address.country", test: { is: "oneOf", values: ["CN", "SG"] } },
    {
      kind: "metric",
      metric: {
        measure: "count",
        types: ["order.placed"],
        where: {
          kind: "all",
          of: [
            { kind: "property", path: "currency", test: { is: "equals", value: "CNY" } },
            { kind: "property", path: "total", test: { is: "atLeast", value: 100_00 } },
          ],
        },
        window: { kind: "last", duration: { days: 365 } },
      },
      test: { is: "atLeast", value: 3 },
    },
    {
      kind: "any",
      of: [{ kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }, abandonedCart],
    },
  ],
};

/** A query made with react-querybuilder. */
export const query: unknown = {
  combinator: "and",
  rules: [
    { field: "address.country", operator: "in", value: "CN,SG" },
    { field: "demographics.birthDate", operator: ">=", value: "1990-01-01" },
    { field: "tags", operator: "doesNotContain", value: "staff" },
    { field: "createdAt", operator: "=", value: { previous: "month" } },
    { field: "orders90", operator: ">=", value: "2" },
  ],
};

/** Fields of the form that are metrics. */
export const fields: Readonly<Record<string, Metric>> = {
  orders90: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 90 } } },
};

/** The instant of every evaluation. */
export const asOf = new Date("2026-06-15T12:00:00Z");

/** A customer to test a rule with. */
export function sampleSubject(): Subject {
  const customer: Customer = { id: "c1", kind: "person", version: 0, address: { country: "SG" }, tags: ["new"] };
  const order = (id: string, day: string, total: number) => ({
    id,
    customerId: "c1",
    type: "order.placed",
    at: new Date(`${day}T09:00:00Z`),
    properties: { orderId: id, total, currency: "CNY" },
  });
  const cart = {
    id: "a1",
    customerId: "c1",
    type: "cart.added",
    at: new Date("2026-06-15T11:00:00Z"),
    properties: { productId: "p1", quantity: 1 },
  };
  return subjectOf(recordOf(customer, [order("o1", "2026-01-05", 250_00), order("o2", "2026-04-20", 80_00), cart]));
}
