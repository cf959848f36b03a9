import { fitPopularity, itemLog } from "clientele/recommend";
import { describe, expect, test } from "vitest";

const DAY = 864e5;

describe("fitPopularity", () => {
  test("counts trends by day and seasons by month", () => {
    const rows = Array.from({ length: 60 }, (_, day) => ({
      customerId: `c${day % 10}`,
      itemId: day < 40 ? "old" : "new",
      at: day * DAY,
    }));
    const log = itemLog(rows);
    const trending = fitPopularity(log, { trendHalfLifeDays: 5 });
    expect(trending.series.baskets.length).toBe(60);
    expect(trending.items).toEqual(["new", "old"]);
    const seasonal = fitPopularity(log, { zone: "UTC" });
    expect(seasonal.season?.baskets.slice(0, 3)).toEqual([31, 28, 1]);
  });
});
