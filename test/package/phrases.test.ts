import { describe, expect, test } from "vitest";
import { phrasesIn } from "../../scripts/phrases.js";

describe("the lint of phrases", () => {
  test("refuses a banned phrase in a comment, a text and a page, at its line", () => {
    const source = '/** Ten\n * unless told. */\nexport const text = "This is no valid order.";\n';
    expect(phrasesIn("src/x.ts", source).map(({ place, found }) => [place, found])).toEqual([
      ["src/x.ts:2", "unless told"],
      ["src/x.ts:3", "is no valid"],
    ]);
    expect(phrasesIn("docs/x.md", "One\n\nA room of its own.\n").map(({ place }) => place)).toEqual(["docs/x.md:3"]);
  });

  test("leaves code and other words alone", () => {
    expect(phrasesIn("src/x.ts", "const floor = Math.floor(2.5); // household, ClickHouse, recommend\n")).toEqual([]);
    expect(phrasesIn("docs/x.md", "Use `room` here.\n```ts\nconst room = 1;\n```\n")).toEqual([]);
  });
});
