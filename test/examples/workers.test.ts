import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { openSqliteStorage } from "../../examples/hosts/sqlite-host.js";
import { openShop } from "../../examples/shop/shop.js";
import { trackQueue } from "../../examples/workers/queue.js";

const { REDIS_URL } = process.env;
const JOBS = 60;
const PER_JOB = 5;
const CUSTOMERS = 10;

interface StartedWorker {
  readonly child: ChildProcess;
  readonly done: string[];
  readonly ready: Promise<void>;
  readonly ended: Promise<void>;
}

function startWorker(name: string, redis: string, file: string): StartedWorker {
  const child = spawn(process.execPath, ["--import", "tsx", "examples/workers/worker.ts", name, redis, file], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const done: string[] = [];
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    createInterface(child.stdout!).on("line", (line) => (line === "ready" ? resolve() : done.push(line)));
    void ended.then(() => reject(new Error("The worker ended before it was ready.")));
  });
  return { child, done, ready, ended };
}

/** Resolves once something holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

test.skipIf(REDIS_URL === undefined)(
  "a worker is killed half-way, and nothing is lost or done twice",
  { timeout: 120_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "clientele-workers-"));
    const file = join(folder, "shop.sqlite");
    const storage = await openSqliteStorage(file);
    const name = `clientele-test-${process.pid}`;
    const queue = trackQueue(name, REDIS_URL!);
    const workers: StartedWorker[] = [];
    try {
      const at = Date.UTC(2026, 0, 1);
      const jobs = Array.from({ length: JOBS }, (_, job) =>
        Array.from({ length: PER_JOB }, (_, row) => {
          const number = job * PER_JOB + row;
          const properties = { orderId: `o${number}`, total: 1_00, currency: "EUR" };
          return {
            id: `i${number}`,
            customerId: `c${number % CUSTOMERS}`,
            type: "order.placed",
            at: at + number * 1_000,
            properties,
          };
        }),
      );
      workers.push(startWorker(name, REDIS_URL!, file), startWorker(name, REDIS_URL!, file));
      await Promise.all(workers.map(({ ready }) => ready));
      await queue.addBulk(jobs.map((data) => ({ name: "track", data })));
      await until(() => workers.some(({ done }) => done.length >= 5));
      const [killed, survivor] = workers[0]!.done.length >= 5 ? workers : workers.toReversed();
      killed!.child.kill("SIGKILL");
      await killed!.ended;
      await until(async () => {
        const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts("waiting", "active", "delayed");
        return waiting + active + delayed === 0;
      });
      expect(killed!.done.length + survivor!.done.length).toBeGreaterThanOrEqual(JOBS - 1);
      expect(await queue.getFailedCount()).toBe(0);

      const clientele = openShop(storage);
      for (let customer = 0; customer < CUSTOMERS; customer++) {
        const view = await clientele.view(`c${customer}`);
        const expected = (JOBS * PER_JOB) / CUSTOMERS;
        expect(view?.interactions).toBe(expected);
        const value = view?.plugins.find(({ id }) => id === "value")?.facts[0]?.value;
        expect(value).toBe(expected * 1_00);
      }
      const ids: string[] = [];
      for await (const { id } of clientele.changes()) ids.push(id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter((id) => id.startsWith("customer.created:"))).toHaveLength(CUSTOMERS);
    } finally {
      for (const { child } of workers) child.kill("SIGKILL");
      await Promise.all(workers.map(({ ended }) => ended));
      await queue.obliterate({ force: true });
      await queue.close();
      await storage.close();
      rmSync(folder, { recursive: true });
    }
  },
);
