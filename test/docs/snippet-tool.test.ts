import { describe, expect, test } from "vitest";
import { compileExpected } from "../../scripts/snippets/expected.js";
import { docstringSnippets, markdownSnippets } from "../../scripts/snippets/extract.js";
import { moduleOf, type SnippetModule, writeSnippetModule, writeSnippetModules } from "../../scripts/snippets/modules.js";
import { typeErrors } from "../../scripts/snippets/type-check.js";

let pages = 0;

/** The module of a page with one block of this code on line 3. */
function moduleOfPage(code: string, info = ""): SnippetModule {
  pages++;
  return moduleOf(markdownSnippets(`docs/tool-${pages}.md`, `# Page\n\`\`\`ts${info}\n${code}\n\`\`\`\n`));
}

/** Runs it; the message of what failed, or "passed". */
async function verdict(code: string): Promise<string> {
  const module = moduleOfPage(code);
  if (module.problems.length > 0) return module.problems.join("\n");
  writeSnippetModule(module);
  try {
    await import(/* @vite-ignore */ module.path);
    return "passed";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("what a comment claims is asserted", () => {
  test.each([
    ["1 + 1 // => 2"],
    ["0.1 + 0.2 // => 0.3"],
    ["Math.PI // => 3.14"],
    ["[1, 2].map((n) => n * 2) // => [2, 4]\n[3][0] // => 3"],
    ["Float64Array.of(1, 2.5) // => [1, 2.5]"],
    ["const x = { a: 1, b: undefined }; // => { a: 1 }"],
    ["({ a: 1, b: 2 }) // => { a: 1, ... }"],
    ["[1, 2, 3] // => [1, 2, ...]"],
    ["await Promise.resolve('a') // => \"a\""],
    ["Promise.resolve(1) // => 1"],
    ["console.log(1 + 1); // => 2"],
    ["new Date(0) // => new Date(0)"],
    ["[1, 2]\n// => [\n//   1,\n//   2,\n// ]"],
    ["for (const n of [1]) {\n  n // => 1\n}"],
    ["if (true) 'x'.length // => 1"],
    ["Object.assign(() => { throw { code: 'no_way' } }, {})() // => throws no_way"],
    ["function f(): never { throw Object.assign(new Error(''), { code: 'no_way' }); }\nf() // => throws no_way"],
  ])("%s", async (code) => {
    expect(await verdict(code)).toBe("passed");
  });

  test.each([
    ["1 + 1 // => 3", "expected 2 to deeply equal 3"],
    ["1.4 // => 1", "expected 1.4 to deeply equal 1"],
    ["Math.PI // => 3.15", "is 3.14"],
    ["({ a: 1, b: 2 }) // => { a: 1 }", "to deeply equal"],
    ["({ a: 1 }) // => { a: 2, ... }", "should be"],
    ["[1] // => [1, 2, ...]", "should be"],
    ["[0.5] // => [0.4]", "to deeply equal"],
    ["1 // => throws no_way", "should throw no_way"],
    ["(() => { throw new Error('other') })() // => throws no_way", "Error: other"],
    ["const x = 1; // => 2", "to deeply equal"],
    ["function f() {\n  2 // => 3\n}\nf();", "to deeply equal"],
    ["Promise.resolve(1) // => 2", "to deeply equal"],
  ])("%s fails and says why", async (code, reason) => {
    const message = await verdict(code);
    expect(message).toContain(reason);
    expect(message).toContain(`docs/tool-${pages}.md:${code.startsWith("function") ? 4 : 3}`);
  });

  test.each([
    ["1 // => about one", "is no literal"],
    ["foo(\n  1, // => 1\n)", 'comments "// =>"'],
    ["const [a, b] = [1, 2]; // => [1, 2]", "stands behind"],
    ["const = 1", "expected"],
  ])("%s is refused, since it would never be asserted", (code, reason) => {
    expect(moduleOfPage(code).problems.join()).toContain(reason);
  });
});

describe("snippets are found where they are", () => {
  test("an example of a docstring, with its line, whether fenced or bare", () => {
    const text = `const a = 1;\n/**\n * Sum.\n *\n * @example\n * sum(1, 2) // => 3\n * @see nothing\n */\n/** @example\n * \`\`\`ts\n * b\n * \`\`\`\n */`;
    expect(docstringSnippets("src/a.ts", text).map(({ line, code }) => [line, code])).toEqual([
      [5, "\nsum(1, 2) // => 3"],
      [11, "b"],
    ]);
  });

  test("a block that continues sees the names of the one before it", async () => {
    const snippets = markdownSnippets("docs/tool-chain.md", "```ts\nconst a = 1;\n```\ntext\n```ts continue\na // => 2\n```");
    expect(snippets.map(({ continues }) => continues)).toEqual([false, true]);
    const module = moduleOf(snippets);
    writeSnippetModule(module);
    await expect(import(/* @vite-ignore */ module.path)).rejects.toThrow("docs/tool-chain.md:6");
  });

  test("other languages and blocks inside lists", () => {
    const snippets = markdownSnippets("docs/a.md", "```sh\nls\n```\n- x\n  ```ts no-run\n  a;\n  ```\n");
    expect(snippets).toEqual([{ file: "docs/a.md", line: 6, code: "a;", runs: false, continues: false, kind: "guide" }]);
  });

  test("an example sees its module, models and kernel without importing", () => {
    const [snippet] = docstringSnippets("src/kernel/money.ts", "/** @example money(1, 'GBP').amount // => 1 */");
    const { text, problems } = moduleOf([snippet!]);
    expect(problems).toEqual([]);
    expect(text).toContain('import { money } from "clientele/kernel";');
  });
});

test("the type check names page and line", { timeout: 180_000 }, async () => {
  const wrong = moduleOfPage("const a: string = 'a';\nconst b: number = a;");
  writeSnippetModules([wrong]);
  expect(await typeErrors([wrong])).toEqual([expect.stringMatching(/^docs\/tool-\d+\.md:4: TS2322/)]);
});

test.each([
  ["1_000", "1_000"],
  ["-2.50", "__near(-2.50, 0.5e-2)"],
  ["1e-9", "__near(1e-9, 0.5e-9)"],
  ["f()", null],
  ["1; 2", null],
  ["[1,", null],
])("the literal %s compiles to %s", (text, compiled) => {
  expect(compileExpected(text)).toBe(compiled);
});
