import { isClienteleError } from "clientele/kernel";
import { defineLifecycle, type LifecycleDefinition, replay, startLifecycle, retailLifecycle } from "clientele/lifecycle";
import type { Interaction } from "clientele/models";
import { type Rule, standardCatalog } from "clientele/rules";
import { describe, expect, test } from "vitest";

const happened = (type: string, at: number, id = `${type}@${at}`, properties = {}): Interaction => ({
  id,
  customerId: "c1",
  type,
  at: new Date(at),
  properties,
});

const subject = (...history: Interaction[]) => ({ id: "c1", attributes: {}, history });
/** Returns the paths of the problems of an invalid definition. */
function refused(definition: unknown): readonly string[] {
  try {
    defineLifecycle(definition as LifecycleDefinition);
  } catch (error) {
    if (isClienteleError(error, "invalid_lifecycle")) return error.details.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("defineLifecycle", () => {
  const good = { id: "l", initial: "a", states: { a: {}, b: {} }, transitions: [{ from: "a", to: "b", on: "order.placed" }] };

  test("fills in version, labels and identifiers, freezes the result, and survives JSON", () => {
    const lifecycle = defineLifecycle(good as LifecycleDefinition);
    expect(lifecycle).toMatchObject({ version: 1, states: { a: { label: { en: "a" } } }, transitions: [{ id: "#0" }] });
    expect(Object.isFrozen(lifecycle.transitions[0])).toBe(true);
    expect(defineLifecycle(JSON.parse(JSON.stringify(lifecycle)) as LifecycleDefinition)).toEqual(lifecycle);
  });

  const when: Rule = { version: 1, kind: "attribute", path: "tagz", test: { is: "has", value: "x" } };
  const own: Rule = { version: 1, kind: "not", of: { kind: "state", key: "stage:l", test: { is: "equals", value: "a" } } };
  test.each([
    ["no object", 7, [""]],
    ["an unknown initial state", { ...good, initial: "c" }, ["initial"]],
    ["no states", { ...good, states: {}, transitions: [] }, ["states", "initial"]],
    ["an unknown target", { ...good, transitions: [{ from: "a", to: "bb", on: "order.placed" }] }, ["transitions[0].to"]],
    ["an unknown source", { ...good, transitions: [{ from: ["a", "z"], to: "b", on: "order.placed" }] }, ["transitions[0].from"]],
    ["an unknown interaction", { ...good, transitions: [{ from: "a", to: "b", on: "order.plcaed" }] }, ["transitions[0].on"]],
    ["a guard on an unknown attribute", { ...good, transitions: [{ from: "a", to: "b", when }] }, ["transitions[0].when.path"]],
    ["a guard that reads its own stage", { ...good, transitions: [{ from: "a", to: "b", when: own }] }, ["transitions[0].when"]],
    ["nothing that sets it off", { ...good, transitions: [{ from: "a", to: "b" }] }, ["transitions[0]"]],
    ["an empty duration", { ...good, transitions: [{ from: "a", to: "b", after: {} }] }, ["transitions[0].after"]],
    ["a way out of a final state", { ...good, states: { a: { final: true }, b: {} } }, ["transitions[0].from"]],
    [
      "an identifier twice",
      {
        ...good,
        transitions: [
          { id: "x", from: "a", to: "b", on: "order.placed" },
          { id: "x", from: "b", to: "a", on: "order.placed" },
        ],
      },
      ["transitions[1].id"],
    ],
    [
      "a required attribute that is none",
      { ...good, transitions: [{ from: "a", to: "b", manual: true, requires: { attributes: ["emial"] } }] },
      ["transitions[0].requires.attributes"],
    ],
  ])("refuses %s by path", (_, definition, paths) => {
    expect(refused(definition)).toEqual(paths);
  });

  test("suggests the nearest name of a state", () => {
    expect(() =>
      defineLifecycle({ ...good, initial: "orderd", states: { ordered: {} }, transitions: [] } as unknown as LifecycleDefinition),
    ).toThrow('Did you mean "ordered"?');
  });

  test("has types that refuse an unknown state", () => {
    expect(() =>
      defineLifecycle({
        id: "l",
        initial: "a",
        states: { a: {}, b: {} },
        // @ts-expect-error "c" is not a state
        transitions: [{ from: "a", to: "c", on: "order.placed" }],
      }),
    ).toThrow();
  });

  test("refuses a copy of a lifecycle, whose guards were not compiled", () => {
    expect(() => startLifecycle({ ...retailLifecycle() }, "c1")).toThrow(
      expect.objectContaining({ code: "undefined_lifecycle" }),
    );
  });

  test("accepts the interactions of the schema of the host", () => {
    const catalog = { ...standardCatalog, interactions: { "workshop.joined": {} } };
    const lifecycle = defineLifecycle(
      { id: "w", initial: "a", states: { a: {}, b: {} }, transitions: [{ from: "a", to: "b", on: "workshop.joined" }] },
      { schema: { catalog } },
    );
    expect(replay(lifecycle, subject(happened("workshop.joined", 0)), { to: 0 }).snapshot.stage).toBe("b");
  });
});
