import { memoryStorage } from "clientele/storage";
import { expect, test } from "vitest";
import { jobsOf, type Receiver, runJobs } from "../../examples/scheduled-jobs/jobs.js";
import { newestOnly } from "../../examples/scheduled-jobs/newest-only.js";
import { openShop } from "../../examples/shop/shop.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 12);

const order = (customerId: string) => ({
  id: customerId,
  customerId,
  type: "order.placed",
  at: new Date(START),
  properties: { orderId: customerId, total: 10_00, currency: "EUR" },
});

test("runs a hundred days of jobs: ticks every minute, refreshes at three in the morning, and deliveries despite a failing receiver", async () => {
  let now = START;
  // Leases end by the clock of the test too.
  const storage = memoryStorage({ monotonic: () => now });
  const clientele = openShop(storage, () => new Date(now));
  await clientele.track(["ada", "bob"].map(order));
  const controller = new AbortController();
  const taken: { at: number; type: string; id: string }[] = [];
  let refusals = 0;
  const receive: Receiver = async ({ type, id }) => {
    if (type === "stage.changed" && refusals++ === 0) throw new Error("The receiver is down.");
    taken.push({ at: now, type, id });
  };
  // After the failure, the first changes of the revision come again.
  const jobs = jobsOf(clientele, newestOnly(receive));
  // Hours instead of minutes keep a hundred days short; what is due waits in the storage either way.
  const hourly = jobs.map((job) =>
    job.name === "refresh" ? job : { ...job, next: (after: number) => (Math.floor(after / 3_600_000) + 1) * 3_600_000 },
  );
  const outcomes: string[] = [];
  await runJobs(hourly, {
    now: () => now,
    wait: async (until) => {
      now = Math.max(now, until);
      if (now > START + 100 * DAY) controller.abort();
    },
    report: (name, outcome) => outcomes.push(`${name}: ${outcome}`),
    signal: controller.signal,
  });

  expect(outcomes.filter((outcome) => outcome.startsWith("deliver: failed"))).toHaveLength(1);
  expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
  const silent = taken.filter(({ type, id }) => type === "stage.changed" && id.includes("at-risk"));
  // Ninety days after the orders, to the hour.
  expect(silent.map(({ at }) => at)).toEqual([START + 90 * DAY, START + 90 * DAY]);
  expect(outcomes.filter((outcome) => outcome === "refresh: 2 decided, value fitted")).toHaveLength(100);
  const firstRefresh = jobs.find(({ name }) => name === "refresh")!.next(START);
  expect(new Date(firstRefresh).toISOString()).toBe("2026-01-02T02:00:00.000Z");
});
