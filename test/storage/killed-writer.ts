/**
 * A writer that is killed: `killed-writer.ts sqlite <file>` or `killed-writer.ts postgres <url> <schema>`, then the name of
 * the writer and how many decisions it takes (0 for no end). `killed-writers.test.ts` starts it. It prints a line for every
 * decision that was committed; before the first, and in a count that ends before every tenth, it prints "waiting" and goes on
 * when something comes in, so that two of them go side by side.
 */
import { once } from "node:events";
import { openPostgresqlStorage } from "../../examples/hosts/postgresql-host.js";
import { openSqliteStorage } from "../../examples/hosts/sqlite-host.js";
import { decide } from "./decisions.js";

const [kind, place, schema, writer, count] = process.argv.slice(2) as [string, string, string, string, string];
const storage = kind === "sqlite" ? await openSqliteStorage(place) : await openPostgresqlStorage(place, schema);
for (let number = 1; count === "0" || number <= Number(count); number++) {
  if (number === 1 || (count !== "0" && number % 10 === 0)) {
    process.stdout.write("waiting\n");
    await once(process.stdin, "data");
  }
  const id = `${writer} ${number}`;
  await decide(storage, `customer ${number % 3}`, id);
  process.stdout.write(`${id}\n`);
}
await storage.close();
process.stdin.destroy();
