import type { CustomerRecord, Interaction } from "clientele/models";
import { onlineRetailLines } from "../journeys/online-retail.js";

/** The orders of Online Retail as records: 4,338 customers, 18,532 orders. */
export function onlineRetailRecords(): CustomerRecord[] {
  const orders = new Map<string, { customerId: string; at: number; total: number }>();
  for (const { orderId, customerId, at, amount } of onlineRetailLines()) {
    const order = orders.get(orderId!);
    if (order === undefined) orders.set(orderId!, { customerId, at: Number(at), total: amount });
    else {
      order.total += amount;
      order.at = Math.min(order.at, Number(at));
    }
  }
  const histories = new Map<string, Interaction[]>();
  for (const [id, { customerId, at, total }] of orders) {
    const history = histories.get(customerId) ?? [];
    histories.set(customerId, history);
    history.push({ id, customerId, type: "order.placed", at: new Date(at), properties: { orderId: id, total, currency: "GBP" } });
  }
  return [...histories].map(([id, history]) => ({
    customer: { id, kind: "organization", version: 0 },
    history: history.sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1)),
  }));
}
