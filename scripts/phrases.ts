/**
 * `npm run lint` refuses phrases that are no plain English, and words of a private language, in comments, texts and pages.
 * Only prose is read: comments and texts with a space in TypeScript, whole pages in Markdown (code blocks apart).
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./modules.js";

/** What is refused, and what to write. */
export const PHRASES: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bunless (told|given)\b/i, "Defaults to …"],
  [/\bwhen absent\b/i, "Defaults to …"],
  [/\b(one|a|an) (row|number|entry|file|value) an? \w+\b/i, "one row per …"],
  [/\bwhoever\b/i, "anyone who …, or name the subject"],
  [/\bwho of\b/i, "which of"],
  [/\b(is|are) no valid\b/i, "Invalid …"],
  [/\bmend(s|ed|ing)?\b/i, "fix"],
  [/\bof late\b/i, "recently"],
  [/\blet it be\b/i, "must be …"],
  [/\bat the door\b/i, "at the boundary"],
  [/\brooms?\b/i, "module, or plugin"],
  [/\bfloors?\b/i, "layer"],
  [/\bhouse\b/i, "architecture"],
  [/\bdossiers?\b/i, "loaded customer"],
  [/\bnothing to tell (it|them) from\b/i, "Not enough data."],
  [/房间|楼层/, "模块、层"],
  [/CN¥/, "¥"],
];

/** Uses of a refused word that mean what they say. */
const FINE: readonly RegExp[] = [/\bmakes room for\b/, /\broom around\b/, /\bMath\.floor\b/, /\bmoney of the house\b/];

/** Pages and folders that are read; the lint itself and its test are not. */
const READ = /^(src|test|examples|scripts|bench|docs)\/|^[^/]+\.(md|ts|js|mjs)$|^\.ci\/run$/;
const NOT_READ =
  /^(scripts\/phrases\.ts|test\/package\/phrases\.test\.ts|docs\/api\/|test\/data\/)|package-lock|\.(json|csv|txt|svg|png|gz|html)$/;

export interface Finding {
  readonly place: string;
  readonly found: string;
  readonly instead: string;
}

/** Findings in one file. */
export function phrasesIn(file: string, text: string): Finding[] {
  const pieces = /\.(ts|js|mjs)$/.test(file) ? proseOf(file, text) : [[0, withoutCode(text)] as const];
  return pieces.flatMap(([start, piece]) =>
    PHRASES.flatMap(([pattern, instead]) =>
      [...piece.matchAll(new RegExp(pattern, `${pattern.flags}g`))]
        .filter(({ index }) => !FINE.some((fine) => fine.test(piece.slice(Math.max(0, index - 20), index + 30))))
        .map(({ index, 0: found }) => ({
          place: `${file}:${text.slice(0, start + index).split("\n").length}`,
          found,
          instead,
        })),
    ),
  );
}

/** Comments, and string texts that have a space. */
function proseOf(file: string, text: string): (readonly [start: number, piece: string])[] {
  const pieces: (readonly [number, string])[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  for (const { index, 0: comment } of text.matchAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g)) pieces.push([index, comment]);
  const visit = (node: ts.Node): void => {
    if (
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) &&
      node.text.includes(" ")
    )
      pieces.push([node.getStart(), node.getText()]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return pieces;
}

function withoutCode(text: string): string {
  return text.replace(/```[\s\S]*?```|`[^`\n]*`/g, (code) => code.replace(/[^\n]/g, " "));
}

/** Findings in everything that git knows. */
export function findings(): Finding[] {
  const { stdout } = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  });
  return stdout
    .split("\n")
    .filter((file) => READ.test(file) && !NOT_READ.test(file) && existsSync(join(root, file)))
    .flatMap((file) => phrasesIn(file, readFileSync(join(root, file), "utf8")));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findings();
  for (const { place, found: phrase, instead } of found) console.log(`${place}: "${phrase}" → ${instead}`);
  if (found.length > 0) {
    console.error(`${found.length} phrases to rewrite.`);
    process.exit(1);
  }
}
