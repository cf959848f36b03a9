import { describe, expect, test } from "vitest";
import { guideSnippets } from "../../scripts/snippets/extract.js";
import { runSnippets } from "./run-snippets.js";

describe("every ts block of the guides", () => {
  test("README.md has an example that runs", () => {
    expect(guideSnippets().filter(({ file, runs }) => file === "README.md" && runs)).not.toEqual([]);
  });
  runSnippets("guide");
});
