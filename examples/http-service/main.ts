/**
 * The service on Node over PGlite, a PostgreSQL in the process: `npx tsx examples/http-service/main.ts [folder]`, then
 *
 *   curl -H "authorization: Bearer till" -d '{"id":"i1","customerId":"ada","type":"order.placed","at":"2026-01-30T12:00:00Z",
 *     "properties":{"orderId":"o1","total":4200,"currency":"EUR"}}' localhost:3000/interactions
 *   curl -H "authorization: Bearer desk" localhost:3000/customers/ada
 */
import { createServer, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { PGlite } from "@electric-sql/pglite";
import { pglitePool, sqlStorage } from "clientele/storage/sql";
import type { Actor } from "clientele/workspace";
import type { Hono } from "hono";
import { Kysely, PostgresDialect } from "kysely";
import { openShop } from "../shop/shop.js";
import { service } from "./service.js";

/** Actor of each bearer token. In your application, actors come from your own login. */
export const actors: ReadonlyMap<string, Actor> = new Map([
  ["till", { id: "till", clearance: "internal" }],
  ["desk", { id: "desk", clearance: "personal" }],
  ["privacy", { id: "privacy officer", clearance: "sensitive" }],
]);

/**
 * Opens the storage of the service.
 *
 * @param folder - where PGlite keeps its files; defaults to memory
 */
export async function openPgliteStorage(folder?: string) {
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pglitePool(await PGlite.create(folder)) }) });
  const storage = sqlStorage({ database, dialect: "postgres" });
  await storage.migrate();
  return storage;
}

/** Serves a Hono app on Node without another package. */
export function serve(app: Pick<Hono, "fetch">, port: number) {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const answer = await app.fetch(requestOf(incoming));
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body === null) outgoing.end();
      else Readable.fromWeb(answer.body as never).pipe(outgoing);
    })().catch(() => outgoing.writeHead(500).end());
  });
  return server.listen(port);
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = "GET", url = "/", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(new URL(url, `http://${headers.host ?? "localhost"}`), {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(hasBody && { body: Readable.toWeb(incoming) as never, duplex: "half" }),
  });
}

if (process.argv[1]?.endsWith("http-service/main.ts") === true) {
  const storage = await openPgliteStorage(process.argv[2]);
  serve(service(openShop(storage), actors) as never, 3000);
  console.log("http://localhost:3000");
}
