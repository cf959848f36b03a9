import { readFileSync } from "node:fs";
import { storagePromises } from "clientele/testing";
import { expect, test } from "vitest";

test("the guide to storage adapters lists every promise in its own words", () => {
  const guide = readFileSync("docs/guides/storage-adapters.md", "utf8");
  const section = guide.slice(guide.indexOf("## The promises"));
  const listed = section.split("\n").filter((line) => /^\| `[a-z-]+` \| .+ \| .+ \|$/.test(line) && line.split("|").length === 5);
  expect(listed).toEqual(storagePromises.map(({ id, title, protects }) => `| \`${id}\` | ${title} | ${protects} |`));
});
