import { describe, expect, test } from "vitest";
import { STANDARD_BLOCKED } from "../../src/workspace/blocked-identifiers.js";
import { DAY, openWorld, order, START } from "./world.js";

const email = (value: string) => ({ namespace: "email", value });

describe("identifiers that stand for a missing one", () => {
  test("are refused in interactions, with their path, whatever their letter case", async () => {
    const { clientele } = openWorld();
    for (const id of [...STANDARD_BLOCKED, "NULL", " undefined ", "Anonymous"]) {
      await expect(clientele.track(order(id, 0, 1, "o")), id).rejects.toMatchObject({
        code: "invalid_input",
        details: { problems: [{ path: "customerId" }] },
      });
    }
    expect(await clientele.track([order("null", 0), order("nullable", 0)])).toMatchObject({
      appended: 1,
      rejected: [{ index: 0, reason: "invalid_input" }],
    });
  });

  test("are refused in identities and in merges, which would join everybody", async () => {
    const { clientele } = openWorld();
    await clientele.track(order("ada", 0));
    await expect(clientele.identify({ identities: [email("a@example.com"), email("undefined")] })).rejects.toMatchObject({
      code: "invalid_input",
      details: { problems: [{ path: "identities[1].value" }] },
    });
    await expect(clientele.identify({ customerId: "null", identities: [email("a@example.com")] })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(clientele.merge({ fromId: "anonymous", intoId: "ada" })).rejects.toMatchObject({
      code: "invalid_input",
      details: { problems: [{ path: "fromId" }] },
    });
  });

  test("are those of the host if it names them", async () => {
    const { clientele } = openWorld({ blockedIdentifiers: ["walk-in"] });
    expect(await clientele.track(order("guest", 0))).toMatchObject({ appended: 1 });
    await expect(clientele.track(order("Walk-In", 0))).rejects.toMatchObject({ code: "invalid_input" });
    const open = openWorld({ blockedIdentifiers: [] });
    expect(await open.clientele.track(order("null", 0))).toMatchObject({ appended: 1 });
  });
});

describe("a merge of an identifier that has not been seen", () => {
  test("links what comes under it later, whatever comes first", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    expect(await world.clientele.merge({ fromId: "visitor-7", intoId: "ada" })).toEqual({
      customerId: "ada",
      moved: 0,
      repeated: false,
    });
    world.now = START + DAY;
    expect(await world.clientele.track([order("visitor-7", 1), order("ada", 1)])).toMatchObject({ appended: 2 });
    expect(await world.clientele.view("visitor-7")).toMatchObject({ customerId: "ada", interactions: 3 });
    expect(await world.clientele.merge({ fromId: "visitor-7", intoId: "ada" })).toMatchObject({ repeated: true });

    const late = openWorld();
    await late.clientele.track([order("ada", 0), order("visitor-7", 0, 10_00, "visitor-7:1")]);
    await late.clientele.merge({ fromId: "visitor-7", intoId: "ada" });
    expect(await late.clientele.view("visitor-7")).toMatchObject({ customerId: "ada", interactions: 2 });
  });

  test("is covered by an erasure of the other customer", async () => {
    const world = openWorld();
    await world.clientele.track(order("ada", 0));
    await world.clientele.merge({ fromId: "visitor-7", intoId: "ada" });
    await world.clientele.erase("ada");
    await expect(world.clientele.track(order("visitor-7", 0))).rejects.toMatchObject({ code: "erased_customer" });
  });
});
