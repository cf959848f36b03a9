/** Runs the jobs over a SQLite file: `npx tsx examples/scheduled-jobs/main.ts shop.sqlite`. Stop with Ctrl-C. */
import { setTimeout as sleep } from "node:timers/promises";
import { openSqliteStorage } from "../hosts/sqlite-host.js";
import { openShop } from "../shop/shop.js";
import { jobsOf, runJobs } from "./jobs.js";

const storage = await openSqliteStorage(process.argv[2] ?? "shop.sqlite");
const controller = new AbortController();
process.once("SIGINT", () => controller.abort());
const deliver = async ({ type, payload }: { readonly type: string; readonly payload: unknown }): Promise<void> => {
  console.log(type, JSON.stringify(payload));
};
await runJobs(jobsOf(openShop(storage), deliver), {
  now: () => Date.now(),
  wait: (until) => sleep(Math.max(0, until - Date.now()), undefined, { signal: controller.signal }).catch(() => undefined),
  report: (name, outcome) => console.log(`${name}: ${outcome}`),
  signal: controller.signal,
});
await storage.close();
