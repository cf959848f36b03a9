/** Finds the code in the documentation: ```ts blocks of Markdown, and `@example` blocks of the sources. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../modules.js";

export interface Snippet {
  /** Path of the file from the project's root, with slashes. */
  readonly file: string;
  /** Line of the file on which the code begins, from 1. */
  readonly line: number;
  readonly code: string;
  /** False for ```ts no-run: the code is type-checked only. */
  readonly runs: boolean;
  /** True for ```ts continue: the block goes on where the block before it in the file ended. */
  readonly continues: boolean;
  /** An example has the names of its module in scope; a guide imports what it uses. */
  readonly kind: "guide" | "example";
}

/** Every snippet of the README files and of `docs/`. */
export function guideSnippets(): Snippet[] {
  const pages = readdirSync(root).filter((name) => /^README(\.\w+)?\.md$/.test(name));
  return [...pages, ...filesBelow("docs", ".md")].sort().flatMap((file) => markdownSnippets(file, read(file)));
}

/** Every `@example` of `src/`. */
export function exampleSnippets(): Snippet[] {
  return filesBelow("src", ".ts").flatMap((file) => docstringSnippets(file, read(file)));
}

function filesBelow(folder: string, extension: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(extension))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The ```ts blocks of a Markdown text that begins on line `firstLine` of its file. */
export function markdownSnippets(file: string, text: string, kind: Snippet["kind"] = "guide", firstLine = 1): Snippet[] {
  const lines = text.split(/\r?\n/);
  const snippets: Snippet[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^(\s*)(`{3,})\s*([\w-]*)(.*)$/.exec(lines[at]!);
    if (fence === null) continue;
    const [, indent = "", ticks = "```", language = "", info = ""] = fence;
    const start = at + 1;
    do at++;
    while (at < lines.length && lines[at]!.trim() !== ticks);
    if (language !== "ts" && language !== "typescript") continue;
    const words = info.trim().split(/\s+/);
    snippets.push({
      file,
      line: firstLine + start,
      code: lines
        .slice(start, at)
        .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
        .join("\n"),
      runs: !words.includes("no-run"),
      continues: words.includes("continue"),
      kind,
    });
  }
  return snippets;
}

/** The `@example` blocks of a source text; an example may hold fences, or be code as it stands. */
export function docstringSnippets(file: string, text: string): Snippet[] {
  const snippets: Snippet[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const firstLine = text.slice(0, comment.index).split("\n").length;
    const lines = comment[0]
      .replace(/\s*\*\/$/, "")
      .split(/\r?\n/)
      .map((line) => line.replace(/^\s*\/?\*+ ?/, ""));
    for (let at = 0; at < lines.length; at++) {
      const tag = /^@example\b\s*(.*)$/.exec(lines[at]!);
      if (tag === null) continue;
      const start = at;
      const body = [tag[1] ?? ""];
      while (at + 1 < lines.length && !/^@[a-zA-Z]/.test(lines[at + 1]!)) body.push(lines[++at]!);
      const code = body.join("\n");
      if (/^\s*```/m.test(code)) snippets.push(...markdownSnippets(file, code, "example", firstLine + start));
      else snippets.push({ file, line: firstLine + start, code, runs: true, continues: false, kind: "example" });
    }
  }
  return snippets;
}
