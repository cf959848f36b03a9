import { type Actor, auditWrites } from "clientele/workspace";
import { saveCustomer } from "clientele/storage";
import { customerOf } from "clientele/testing";
import { describe, expect, test } from "vitest";
import { auditOf, CONTEXT, contentOf, openWorld, order } from "../world.js";

const email = (value: string) => ({ namespace: "email", value });
const clerk: Actor = { id: "clerk", clearance: "internal" };
const agent: Actor = { id: "agent", clearance: "personal" };

describe("access", () => {
  test("shows the fields up to the clearance of the actor and lists what it withholds", async () => {
    const world = openWorld({
      inventory: [
        { path: "attributes.plan", label: { en: "Plan", zh: "套餐" }, sensitivity: "public", origin: "given" },
        { path: "attributes.salary", label: { en: "Salary", zh: "薪资" }, sensitivity: "sensitive", origin: "given" },
      ],
    });
    await world.clientele.identify({
      customerId: "ada",
      identities: [email("a@example.com")],
      update: {
        name: { given: "Ada" },
        demographics: { gender: "f" },
        tags: ["vip"],
        attributes: { plan: "pro", salary: 5, note: "x" },
      },
    });
    const seen = async (actor: Actor) => {
      const view = await world.clientele.view("ada", { actor });
      return {
        name: view?.name,
        profile: Object.keys(view?.profile ?? {}).sort(),
        attributes: view?.profile.attributes,
        withheld: view?.withheld,
      };
    };
    expect(await seen(agent)).toMatchObject({
      name: "Ada",
      attributes: { plan: "pro", note: "x" },
      withheld: ["demographics", "attributes.salary"],
    });
    expect(await seen(clerk)).toEqual({
      name: "ada",
      profile: ["attributes", "id", "kind", "tags", "updatedAt", "version"],
      attributes: { plan: "pro" },
      withheld: [
        "identities",
        "name",
        "demographics",
        "attributes.salary",
        "attributes.note",
        "history",
        "value:net-revenue",
        "value:rfm-class",
        "stage:retail:stage",
        "segments:shop:segment:vip",
        "punch-card:punches",
      ],
    });
    await expect(seen({ id: "guest", clearance: "public" })).rejects.toMatchObject({ code: "access_denied" });
    await expect(seen({ id: "spy", clearance: "everything" as never })).rejects.toMatchObject({ code: "access_denied" });
  });

  test("denies an actor without the clearance before anything is read or written", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    const before = await contentOf(world.storage);
    const { clientele } = world;
    const denied = { code: "access_denied" };
    const options = { actor: clerk };
    await expect(clientele.identify({ identities: [email("x@example.com")] }, options)).rejects.toMatchObject(denied);
    await expect(clientele.update("ada", { tags: ["x"] }, options)).rejects.toMatchObject(denied);
    await expect(clientele.merge({ fromId: "ada", intoId: "ada" }, options)).rejects.toMatchObject(denied);
    await expect(clientele.erase("ada", options)).rejects.toMatchObject(denied);
    await expect(clientele.export("ada", options)).rejects.toMatchObject(denied);
    await expect(clientele.tick({ actor: { id: "x", clearance: "public" } })).rejects.toMatchObject(denied);
    await expect(clientele.refresh({ actor: { id: "x", clearance: "public" } })).rejects.toMatchObject(denied);
    await expect(clientele.changes({ actor: { id: "x", clearance: "public" } }).next()).rejects.toMatchObject(denied);
    const rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } } as const;
    await expect(clientele.audience(rule, options).next()).rejects.toMatchObject(denied);
    expect(await contentOf(world.storage)).toEqual(before);
  });

  test("lets a policy of the host decide by customer, also within a list", async () => {
    const world = openWorld({
      policies: {
        access: {
          may: ({ customerId }) => ({ allowed: customerId !== "bob", reason: "not yours" }),
          maySee: () => true,
        },
        audit: auditWrites,
      },
    });
    const report = await world.clientele.track([order("ada", 0), order("bob", 0)]);
    expect(report).toMatchObject({ appended: 1, rejected: [{ index: 1, reason: "access_denied" }] });
    await world.clientele.view("ada");
    expect((await auditOf(world.storage)).map(({ action }) => action)).toEqual(["track"]);
  });

  test("does not let a key with a dot borrow the classification of another field", async () => {
    const world = openWorld({
      inventory: [
        { path: "attributes.plan", label: { en: "Plan", zh: "套餐" }, sensitivity: "public", origin: "given" },
        { path: "attributes.plan.note", label: { en: "Note", zh: "备注" }, sensitivity: "sensitive", origin: "given" },
      ],
    });
    const attributes = { plan: { name: "pro", note: "secret" }, "plan.note": "odd", "plan.name": "odd", "x.plan": "odd" };
    await saveCustomer(world.storage, CONTEXT, customerOf({ id: "ada", attributes, "tags.x": "odd" } as never), null);
    const seen = async (actor: Actor) => (await world.clientele.view("ada", { actor }))!;
    // A clerk sees what is public; what is not named is as personal as the custom fields around it.
    expect((await seen(clerk)).profile.attributes).toEqual({ plan: { name: "pro" } });
    expect((await seen(agent)).profile.attributes).toEqual({
      plan: { name: "pro" },
      "plan.note": "odd",
      "plan.name": "odd",
      "x.plan": "odd",
    });
    // Outside of any field, it belongs to none.
    expect((await seen({ id: "all", clearance: "sensitive" })).withheld).toEqual(["tags.x"]);
  });
});
