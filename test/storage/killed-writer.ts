/**
 * A writer that is killed: `killed-writer.ts sqlite <file>` or `killed-writer.ts postgres <url> <schema>`, then the name of
 * the writer and how many decisions it takes (0 for no end). `killed-writers.test.ts` starts it. It prints "ready", begins
 * when something comes in, and then prints a line for every decision that was committed.
 */
import { once } from "node:events";
import { openPostgresqlStorage } from "../../examples/hosts/postgresql-host.js";
import { openSqliteStorage } from "../../examples/hosts/sqlite-host.js";
import { decide } from "./decisions.js";

const [kind, place, schema, writer, count] = process.argv.slice(2) as [string, string, string, string, string];
const storage = kind === "sqlite" ? await openSqliteStorage(place) : await openPostgresqlStorage(place, schema);
process.stdout.write("ready\n");
await once(process.stdin, "data");
for (let number = 1; count === "0" || number <= Number(count); number++) {
  const id = `${writer} ${number}`;
  await decide(storage, `customer ${number % 3}`, id);
  process.stdout.write(`${id}\n`);
}
await storage.close();
process.stdin.destroy();
