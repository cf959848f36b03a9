import { customerOf, customerRecordOf, interactionOf, purchaseOf } from "clientele/testing";
import { describe, expect, test } from "vitest";

describe("builders of records", () => {
  test("treat undefined fields as absent", () => {
    expect(customerOf({ id: undefined, createdAt: undefined })).toEqual(customerOf());
    expect(interactionOf({ id: undefined, at: undefined, type: undefined, channel: undefined })).toEqual(interactionOf());
    expect(purchaseOf({ id: undefined, at: undefined, total: undefined, channel: undefined })).toEqual(purchaseOf());
    expect(customerRecordOf({ customer: undefined, history: undefined, changes: undefined })).toEqual(customerRecordOf());
  });

  test("accept an instant as a Date, as ISO 8601 text and as epoch milliseconds", () => {
    const at = new Date("2026-01-31T01:00:00Z");
    for (const input of [at, "2026-01-31T09:00:00+08:00", at.getTime()]) {
      expect(interactionOf({ at: input }).at).toEqual(at);
      expect(purchaseOf({ at: input })).toMatchObject({ at, id: `order.placed:c1:${at.getTime()}` });
    }
    expect(() => interactionOf({ at: "2026-01-31" })).toThrow(expect.objectContaining({ code: "invalid_instant", path: "at" }));
  });

  test("use every given field", () => {
    const purchase = purchaseOf({ id: "p1", customerId: "ada", total: 2500, currency: "USD", source: "till", anonymousId: "v1" });
    expect(purchase).toMatchObject({ id: "p1", customerId: "ada", source: "till", anonymousId: "v1" });
    expect(purchase.properties).toMatchObject({ total: 2500, currency: "USD" });
  });
});
