import { saveCustomer } from "clientele/storage";
import { WORKSPACE_KINDS } from "clientele/workspace";
import { describe, expect, test } from "vitest";
import { CONTEXT, openWorld } from "../world.js";

const email = (value: string) => ({ namespace: "email", value });

describe("identify", () => {
  test("creates a customer for an unknown identity, finds a known one, and adds new identities", async () => {
    const { clientele } = openWorld();
    const first = await clientele.identify({ identities: [email("a@example.com")], update: { name: { given: "Ada" } } });
    expect(first).toMatchObject({ created: true, claimed: [] });
    const phone = { namespace: "phone", value: "+8613800138000" };
    const second = await clientele.identify({ identities: [phone, email("a@example.com")] });
    expect(second).toEqual({ customerId: first.customerId, created: false, claimed: [] });
    const third = await clientele.identify({ identities: [phone] });
    expect(third.customerId).toBe(first.customerId);
    const view = await clientele.view(first.customerId);
    expect(view).toMatchObject({ name: "Ada", profile: { identities: [email("a@example.com"), phone] } });
  });

  test("treats the same value in two namespaces as two identities", async () => {
    const { clientele } = openWorld();
    const one = await clientele.identify({ identities: [{ namespace: "a", value: "b:c" }] });
    const two = await clientele.identify({ identities: [{ namespace: "a:b", value: "c" }] });
    expect(one.customerId).not.toBe(two.customerId);
  });

  test("reports an identity of another customer and leaves it there", async () => {
    const { clientele } = openWorld();
    await clientele.identify({ customerId: "ada", identities: [email("a@example.com")] });
    const report = await clientele.identify({ customerId: "bob", identities: [email("a@example.com"), email("b@example.com")] });
    expect(report).toEqual({
      customerId: "bob",
      created: true,
      claimed: [{ identity: email("a@example.com"), customerId: "ada" }],
    });
    expect((await clientele.identify({ identities: [email("a@example.com")] })).customerId).toBe("ada");
  });

  test("creates one customer when eight calls claim one new identity at once", async () => {
    const world = openWorld();
    const found = await Promise.all(
      Array.from({ length: 8 }, () => world.beside().identify({ identities: [email("a@example.com")] })),
    );
    expect(new Set(found.map(({ customerId }) => customerId)).size).toBe(1);
    expect(found.filter(({ created }) => created)).toHaveLength(1);
  });

  test("updates the index when an update adds or removes identities", async () => {
    const { clientele } = openWorld();
    await clientele.identify({ customerId: "ada", identities: [email("old@example.com")] });
    await clientele.update("ada", { identities: [email("new@example.com")] });
    expect((await clientele.identify({ identities: [email("new@example.com")] })).customerId).toBe("ada");
    expect((await clientele.identify({ identities: [email("old@example.com")] })).created).toBe(true);
  });

  test("finds an imported customer by identity after the first decision", async () => {
    const world = openWorld();
    const imported = { id: "ada", kind: "person", version: 3, identities: [email("a@example.com")] } as const;
    await saveCustomer(world.storage, CONTEXT, { ...imported, identities: [...imported.identities] }, null);
    await world.clientele.refresh();
    expect(await world.clientele.identify({ identities: [email("a@example.com")] })).toMatchObject({
      customerId: "ada",
      created: false,
    });
  });

  test("does not reveal the identity in the documents of the index", async () => {
    const world = openWorld();
    await world.clientele.identify({ customerId: "ada", identities: [email("a@example.com")] });
    const { items } = await world.storage.documents.page(CONTEXT, { kind: WORKSPACE_KINDS.identity, limit: 5 });
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain("example.com");
  });
});
