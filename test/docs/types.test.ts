import { expect, test } from "vitest";
import { snippetModules, writeSnippetModules } from "../../scripts/snippets/modules.js";
import { typeErrors } from "../../scripts/snippets/type-check.js";

test("every snippet of guides and docstrings passes the type check", { timeout: 180_000 }, async () => {
  const modules = snippetModules();
  writeSnippetModules(modules);
  expect(await typeErrors(modules)).toEqual([]);
});
