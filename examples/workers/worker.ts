/** One worker: `npx tsx examples/workers/worker.ts <queue> <redis url> <sqlite file>`. Start as many as there are cores. */
import { openSqliteStorage } from "../hosts/sqlite-host.js";
import { openShop } from "../shop/shop.js";
import { trackWorker } from "./queue.js";

const [name, redis, file] = process.argv.slice(2) as [string, string, string];
const storage = await openSqliteStorage(file);
const worker = trackWorker(name, redis, openShop(storage), (jobId) => process.stdout.write(`${jobId}\n`));
await worker.waitUntilReady();
process.stdout.write("ready\n");
process.once("SIGTERM", () => {
  void worker.close().then(() => storage.close());
});
