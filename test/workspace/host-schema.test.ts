import { readCustomer, saveCustomer } from "clientele/storage";
import { standardInteractions } from "clientele/models";
import { type CatalogSource, defineSchema } from "clientele/rules";
import { type ClienteleOptions } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { CONTEXT, openWorld, order, START } from "./world.js";

const attributes = z.object({
  plan: z.enum(["free", "pro"]),
  seats: z.int().optional(),
  renewsAt: z.coerce.date().optional(),
  company: z.object({ name: z.string(), size: z.int().optional() }).optional(),
});
const schema = defineSchema({
  attributes,
  interactions: { ...standardInteractions, "workshop.joined": z.object({ topic: z.string(), at: z.coerce.date().optional() }) },
});
const identities = [{ namespace: "email", value: "ada@example.com" }];

const open = (source: CatalogSource, unknown?: ClienteleOptions["unknown"]) =>
  openWorld({ schema: source, unknown, plugins: [] });
const joined = (properties: Record<string, unknown>, type = "workshop.joined") => ({
  id: "w1",
  customerId: "ada",
  type,
  at: new Date(START),
  properties,
});

describe("attributes of a schema", () => {
  test("are parsed by its Zod schema", async () => {
    const { clientele } = open(schema);
    const update = { attributes: { plan: "pro", renewsAt: "2026-03-01T00:00:00Z" } };
    const { customerId } = await clientele.identify({ identities, update });
    expect((await clientele.view(customerId))?.profile.attributes).toEqual({ plan: "pro", renewsAt: new Date("2026-03-01") });
    await expect(clientele.update(customerId, { attributes: { seats: 1.5 } })).rejects.toMatchObject({
      code: "invalid_input",
      details: { problems: [{ path: "attributes.seats" }] },
    });
  });

  test("are refused by path, with the nearest name, if they are not declared", async () => {
    const { clientele, storage } = open(schema);
    const refused = clientele.identify({ customerId: "ada", identities, update: { attributes: { plan: "pro", seat: 3 } } });
    await expect(refused).rejects.toMatchObject({
      code: "invalid_input",
      message: "Invalid customer. attributes.seat: The schema does not declare this attribute. Did you mean `attributes.seats`?",
      details: { problems: [{ path: "attributes.seat", hint: "Did you mean `attributes.seats`?" }] },
    });
    expect(await readCustomer(storage, CONTEXT, "ada")).toBeNull();
    await clientele.identify({ customerId: "ada", identities, update: { attributes: { plan: "pro", company: { name: "A" } } } });
    await expect(clientele.update("ada", { attributes: { company: { nmae: "B" } } })).rejects.toMatchObject({
      details: { problems: [{ path: "attributes.company.nmae" }] },
    });
    await expect(clientele.update("ada", { attributes: { "company.name": "B" } })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  test("are stored and reported if the workspace reports unknown names", async () => {
    const { clientele } = open(schema, "report");
    const update = { attributes: { plan: "pro", seat: 3, company: { name: "A", city: "Graz" } } };
    const report = await clientele.identify({ customerId: "ada", identities, update });
    expect(report.unknown).toEqual(["attributes.company.city", "attributes.seat"]);
    expect((await clientele.view("ada"))?.profile.attributes).toEqual(update.attributes);
    expect((await clientele.update("ada", { attributes: { plan: "free" } })).unknown).toEqual([]);
    expect((await clientele.view("ada"))?.profile.attributes).toMatchObject({ plan: "free", seat: 3, company: { city: "Graz" } });
  });

  test("that were stored before the schema declared others neither block an update nor get lost", async () => {
    const { clientele, storage } = open(schema);
    const imported = { id: "ada", kind: "person", version: 0, attributes: { plan: "pro", legacy: "x" } } as const;
    await saveCustomer(storage, CONTEXT, imported, null);
    await clientele.update("ada", { attributes: { seats: 2 } });
    expect((await clientele.view("ada"))?.profile.attributes).toEqual({ plan: "pro", legacy: "x", seats: 2 });
    await expect(clientele.update("ada", { attributes: { legacy: "y" } })).rejects.toMatchObject({ code: "invalid_input" });
    await clientele.update("ada", { attributes: { legacy: undefined } });
    expect((await clientele.view("ada"))?.profile.attributes).toEqual({ plan: "pro", seats: 2 });
  });

  test("are open if the schema declares none, or declares a loose object", async () => {
    for (const source of [defineSchema({}), defineSchema({ attributes: z.looseObject({ plan: z.string() }) })]) {
      const { clientele } = open(source);
      const update = { attributes: { plan: "pro", anything: 1 } };
      expect(await clientele.identify({ customerId: "ada", identities, update })).not.toHaveProperty("unknown");
      expect((await clientele.view("ada"))?.profile.attributes).toEqual(update.attributes);
    }
  });
});

describe("interactions of a schema", () => {
  test("are parsed by its Zod schemas, and unknown types are refused", async () => {
    const { clientele } = open(schema);
    await clientele.track(joined({ topic: "rules", at: "2026-01-01T00:00:00Z" }));
    expect((await clientele.view("ada"))?.timeline[0]?.properties).toEqual({ topic: "rules", at: new Date(START) });
    await expect(clientele.track({ ...joined({}), id: "w2" })).rejects.toMatchObject({
      code: "invalid_input",
      details: { problems: [{ path: "properties.topic" }] },
    });
    const report = await clientele.track([joined({ topic: "x" }, "workshop.joind"), order("bob", 0)]);
    expect(report).toMatchObject({
      appended: 1,
      rejected: [{ index: 0, reason: "invalid_input", problems: [{ path: "type" }] }],
    });
    expect(report).not.toHaveProperty("unknown");
  });

  test("of unknown types are recorded and reported if the workspace reports unknown names", async () => {
    const { clientele } = open(schema, "report");
    const facts = [joined({ any: 1 }, "workshop.joind"), { ...joined({ topic: "x" }), id: "w2" }];
    expect(await clientele.track(facts)).toEqual({ appended: 2, repeated: 0, rejected: [], unknown: ["workshop.joind"] });
    expect(await clientele.track(facts[0]!)).toEqual({ appended: 0, repeated: 1, rejected: [], unknown: ["workshop.joind"] });
    expect(await clientele.track(order("ada", 0))).toMatchObject({ appended: 1, unknown: [] });
  });

  test("of other types pass beside the standard ones if the schema declares none", async () => {
    const { clientele } = open(defineSchema({}));
    expect(await clientele.track(joined({ any: 1 }))).toEqual({ appended: 1, repeated: 0, rejected: [] });
    await expect(clientele.track(joined({ total: "much" }, "order.placed"))).rejects.toMatchObject({ code: "invalid_input" });
  });
});

describe("a catalog as the schema", () => {
  const catalog = JSON.parse(JSON.stringify(schema.catalog)) as typeof schema.catalog;

  test("checks attributes and properties by their field types", async () => {
    const { clientele } = open(catalog);
    const update = { attributes: { plan: "pro", renewsAt: "2026-03-01T00:00:00Z", company: { name: "A" } } };
    await clientele.identify({ customerId: "ada", identities, update });
    expect((await clientele.view("ada"))?.profile.attributes).toEqual({ ...update.attributes, renewsAt: new Date("2026-03-01") });
    await expect(clientele.update("ada", { attributes: { plan: "gold", seats: "many" } })).rejects.toMatchObject({
      details: {
        problems: [
          { path: "attributes.plan", message: 'Must be one of "free", "pro".' },
          { path: "attributes.seats", message: "Must be an integer." },
        ],
      },
    });
    await expect(clientele.track(joined({ topic: 7 }))).rejects.toMatchObject({
      code: "invalid_input",
      details: { problems: [{ path: "properties.topic", message: "Must be a text." }] },
    });
    await clientele.track(joined({ topic: "x", at: START, note: "kept" }));
    expect((await clientele.view("ada"))?.timeline[0]?.properties).toEqual({ topic: "x", at: new Date(START), note: "kept" });
  });

  test("refuses or reports what it does not declare", async () => {
    const refusing = open(catalog).clientele;
    await expect(refusing.identify({ identities, update: { attributes: { seat: 1 } } })).rejects.toMatchObject({
      details: { problems: [{ path: "attributes.seat", hint: "Did you mean `attributes.seats`?" }] },
    });
    await expect(refusing.track(joined({}, "other"))).rejects.toMatchObject({ details: { problems: [{ path: "type" }] } });
    const reporting = open({ catalog }, "report").clientele;
    expect((await reporting.identify({ identities, update: { attributes: { seat: 1 } } })).unknown).toEqual(["attributes.seat"]);
    expect((await reporting.track(joined({}, "other"))).unknown).toEqual(["other"]);
  });

  test("with the standard interactions leaves other types open", async () => {
    const standard = JSON.parse(JSON.stringify(defineSchema({}).catalog)) as typeof schema.catalog;
    const { clientele } = open(standard);
    expect(await clientele.track(joined({ any: 1 }))).toMatchObject({ appended: 1 });
    await clientele.update("ada", { attributes: { any: "thing" } });
    await expect(clientele.track(joined({ total: "much" }, "order.placed"))).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("accepts and refuses values of every field type", async () => {
    const field = (type: string) => ({ type, ...(type === "texts" && { values: ["a", "b"] }) });
    const types = ["text", "number", "integer", "boolean", "instant", "date", "texts", "numbers", "opaque"];
    const source = {
      version: 1,
      attributes: {},
      interactions: { sample: Object.fromEntries(types.map((type) => [type, field(type)])) },
    } as unknown as CatalogSource;
    const { clientele } = open(source);
    const good = {
      text: "",
      number: 1.5,
      integer: 2,
      boolean: false,
      instant: START,
      date: "2024-02-29",
      texts: ["a"],
      numbers: [1],
      opaque: {},
    };
    await clientele.track(joined(good, "sample"));
    const bad = {
      text: 1,
      number: "1",
      integer: 1.5,
      boolean: 0,
      instant: "2026-01-01",
      date: "2026-02-29",
      texts: ["c"],
      numbers: [null],
      opaque: 1,
    };
    await expect(clientele.track(joined(bad, "sample"))).rejects.toMatchObject({
      details: { problems: types.slice(0, -1).map((type) => ({ path: `properties.${type}` })) },
    });
  });
});
