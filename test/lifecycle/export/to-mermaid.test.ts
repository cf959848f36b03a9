import { defineLifecycle, lifecycleToMermaid, retailLifecycle } from "clientele/lifecycle";
import { describe, expect, test } from "vitest";

describe("lifecycleToMermaid", () => {
  test("draws every stage and every arrow once, in the given language", () => {
    const text = lifecycleToMermaid(retailLifecycle(), { locale: "zh" });
    expect(text).toContain('state "流失预警客户" as s4');
    expect(text).toContain("s4 --> s5 : 180 天未下单");
    const arrows = text.split("\n").filter((line) => line.includes("-->"));
    expect(new Set(arrows.map((line) => line.split(" : ")[0])).size).toBe(arrows.length);
  });

  test("escapes labels, and joins transitions between the same stages", () => {
    const lifecycle = defineLifecycle({
      id: "m",
      initial: "a",
      states: { a: { label: { en: 'A "quoted"; a\nline', zh: "甲" } }, b: { final: true } },
      transitions: [
        { from: "a", to: "b", on: "order.placed" },
        {
          from: "a",
          to: "b",
          after: { hours: 1 },
          when: { version: 1, kind: "attribute", path: "tags", test: { is: "present" } },
        },
      ],
    });
    expect(lifecycleToMermaid(lifecycle).split("\n")).toEqual([
      "stateDiagram-v2",
      '  state "A #34;quoted#34;#59; a line" as s0',
      '  state "b" as s1',
      "  [*] --> s0",
      "  s0 --> s1 : order.placed / after 1 hour · when its guard holds",
      "  s1 --> [*]",
    ]);
  });
});
