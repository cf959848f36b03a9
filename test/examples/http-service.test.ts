import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actors, openPgliteStorage, serve } from "../../examples/http-service/main.js";
import { service } from "../../examples/http-service/service.js";
import { openShop } from "../../examples/shop/shop.js";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 12);

describe("the HTTP service over PGlite", () => {
  let now = START;
  let storage: Awaited<ReturnType<typeof openPgliteStorage>>;
  let app: ReturnType<typeof service>;
  beforeAll(async () => {
    storage = await openPgliteStorage();
    app = service(
      openShop(storage, () => new Date(now)),
      actors,
    );
  }, 60_000);
  afterAll(() => storage.close());

  const call = async (method: string, path: string, token: string | null, body?: unknown, language = "en") => {
    const answer = await app.request(path, {
      method,
      headers: { "accept-language": language, ...(token !== null && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, json: () => JSON.parse(text) as Record<string, unknown> };
  };
  const order = (customerId: string, day: number, total: number) => ({
    id: `${customerId}:${day}`,
    customerId,
    type: "order.placed",
    at: new Date(START + day * DAY).toISOString(),
    properties: { orderId: `${customerId}:${day}`, total, currency: "EUR" },
  });

  test("records posted interactions once and reports the problems of a row", async () => {
    const first = await call("POST", "/interactions", "till", [order("ada", 0, 250_00), { id: "bad" }, order("bob", 0, 20_00)]);
    expect(first).toMatchObject({ status: 202 });
    expect(first.json()).toMatchObject({ appended: 2, rejected: [{ index: 1, reason: "invalid_input" }] });
    expect((await call("POST", "/interactions", "till", order("ada", 0, 250_00))).json()).toMatchObject({ repeated: 1 });
    expect(await call("POST", "/interactions", "till", order("ada", 0, 1))).toMatchObject({ status: 409 });
    expect(await call("POST", "/interactions", "till", { id: "x" })).toMatchObject({ status: 400 });
  });

  test("serves a view with stage, value and segments in the requested language", async () => {
    now = START + 95 * DAY;
    const view = (await call("GET", "/customers/ada", "desk")).json();
    const facts = (view["plugins"] as { facts: { text: string; advice?: string }[] }[]).flatMap((plugin) => plugin.facts);
    expect(facts.map(({ text }) => text)).toEqual(["At risk", "250.00 EUR", "No class yet", "Valuable but silent"]);
    expect(facts.at(-1)).toMatchObject({ advice: "Call this week.", since: "2026-04-01T12:00:00.000Z" });
    const chinese = (await call("GET", "/customers/ada", "desk", undefined, "zh-CN,zh;q=0.9")).json();
    expect(JSON.stringify(chinese["plugins"])).toContain("高价值沉默客户");
  });

  test("rejects unknown tokens and actors without the clearance", async () => {
    expect(await call("GET", "/customers/ada", null)).toMatchObject({ status: 401 });
    expect(await call("GET", "/customers/ada", "guessed")).toMatchObject({ status: 401 });
    expect(await call("DELETE", "/customers/ada", "desk")).toMatchObject({ status: 403 });
    expect(await call("GET", "/customers/nobody", "desk")).toMatchObject({ status: 404 });
    expect((await call("GET", "/customers/ada", "till")).json()).toMatchObject({ interactions: null, timeline: [] });
  });

  test("changes a profile, finds an audience, exports and erases", async () => {
    expect(await call("PATCH", "/customers/ada", "desk", { tags: ["vip"] })).toMatchObject({ status: 200 });
    const rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
    const audience = await call("POST", "/audiences", "desk", rule);
    expect(
      audience.text
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { customerId: string }).customerId),
    ).toEqual(["ada"]);
    expect(await call("POST", "/audiences", "desk", { ...rule, path: "nonsense" })).toMatchObject({ status: 400 });
    expect((await call("GET", "/customers/ada/export", "privacy")).json()).toMatchObject({ customer: { tags: ["vip"] } });
    expect((await call("DELETE", "/customers/ada", "privacy")).json()).toMatchObject({ removed: { interactions: 1 } });
    expect(await call("POST", "/interactions", "till", order("ada", 1, 5))).toMatchObject({ status: 410 });
    expect(await call("GET", "/customers/ada", "desk")).toMatchObject({ status: 404 });
  });

  test("finds a customer who was identified before", async () => {
    const identities = [{ namespace: "email", value: "eve@example.com" }];
    const { customerId } = (await call("POST", "/identities", "desk", { identities })).json();
    expect((await call("POST", "/identities", "desk", { identities })).json()).toMatchObject({ customerId, created: false });
  });

  test("serves on a port of Node", async () => {
    const server = serve(app as never, 0);
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/interactions`, {
      method: "POST",
      headers: { authorization: "Bearer till" },
      body: JSON.stringify(order("kim", 2, 5)),
    });
    expect(await answer.json()).toMatchObject({ appended: 1 });
    server.closeAllConnections();
    server.close();
  });
});
