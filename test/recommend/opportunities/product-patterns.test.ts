import { seededRandom } from "clientele/kernel";
import { itemLog, productPatterns } from "clientele/recommend";
import { describe, expect, test } from "vitest";

const DAY = 864e5;

describe("productPatterns", () => {
  test("finds a season and no pattern in noise", () => {
    const random = seededRandom("patterns");
    const rows = Array.from({ length: 6000 }, (_, n) => {
      const day = Math.floor(random() * 365);
      const december = day >= 334;
      const itemId = december && random() < 0.5 ? "stollen" : `i${Math.floor(random() * 20)}`;
      return { customerId: `c${n}`, itemId, at: (day + random()) * DAY };
    }).map((row) => ({ ...row, at: Math.round(row.at) }));
    const log = itemLog(rows);
    expect(productPatterns(log, { zone: "UTC", by: "month" }).map(({ itemId, period }) => [itemId, period])).toEqual([
      ["stollen", 12],
    ]);
    expect(productPatterns(log, { zone: "UTC", by: "weekday" })).toEqual([]);
    expect(productPatterns(log, { zone: "UTC", by: "hour" })).toEqual([]);
  });
});
