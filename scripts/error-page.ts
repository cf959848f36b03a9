/** Writes `docs/errors.md`, the page of every error code, assembled from the `errors.ts` of every module (of the kernel: `error-codes.ts`). */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { modules, root } from "./modules.js";

export interface ErrorEntry {
  readonly code: string;
  readonly module: string;
  /** Names and types of the details. */
  readonly details: readonly (readonly [name: string, type: string])[];
  readonly cause: string;
  readonly remedy: string;
}

export const errorPagePath = join(root, "docs/errors.md");

/** Every code of every module, in the order of the sources. */
export function errorEntries(): ErrorEntry[] {
  const files = modules()
    .filter((module) => !module.includes("/"))
    .map((module) => [module, join(root, "src", module, module === "kernel" ? "error-codes.ts" : "errors.ts")] as const);
  return files.flatMap(([module, file]) => (existsSync(file) ? entriesOf(module, readFileSync(file, "utf8")) : []));
}

function entriesOf(module: string, text: string): ErrorEntry[] {
  const source = ts.createSourceFile(`${module}.ts`, text, ts.ScriptTarget.Latest, true);
  const members = source.statements
    .filter((statement) => ts.isInterfaceDeclaration(statement) && /^(ErrorDetails|\w+Errors)$/.test(statement.name.text))
    .flatMap((statement) => [...(statement as ts.InterfaceDeclaration).members]);
  return members.filter(ts.isPropertySignature).map((member) => ({
    code: member.name.getText(),
    module,
    details: member.type !== undefined && ts.isTypeLiteralNode(member.type) ? member.type.members.map(detailOf) : [],
    cause: tagOf(member, "cause"),
    remedy: tagOf(member, "remedy"),
  }));
}

function detailOf(member: ts.TypeElement): readonly [string, string] {
  const type = ts.isPropertySignature(member) ? (member.type?.getText() ?? "unknown") : member.getText();
  return [`${member.name?.getText() ?? ""}${member.questionToken === undefined ? "" : "?"}`, type.replace(/\s+/g, " ")];
}

function tagOf(member: ts.Node, name: string): string {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === name);
  return (ts.getTextOfJSDocComment(tag?.comment) ?? "").replace(/\s+/g, " ").trim();
}

/** The page, in Markdown. */
export function errorPage(entries: readonly ErrorEntry[] = errorEntries()): string {
  const modules = [...new Set(entries.map(({ module }) => module))];
  const lines = [
    "# Errors",
    "",
    "Every error that Clientele throws on purpose is a `ClienteleError` with one of these codes. Codes are stable: a",
    "program may rely on them. `isClienteleError(error, code)` recognizes one and narrows its `details`.",
    "",
    "*Made from the sources by `npm run docs:errors`; do not edit.*",
    "",
  ];
  for (const module of modules) {
    lines.push(`## ${module}`, "");
    for (const { code, details, cause, remedy } of entries.filter((entry) => entry.module === module)) {
      const fields = details.map(([name, type]) => `\`${name}: ${type.replaceAll("|", "\\|")}\``).join(", ");
      lines.push(`### \`${code}\``, "", cause, "", `**What to do.** ${remedy}`, "");
      if (fields !== "") lines.push(`**Details.** ${fields}`, "");
    }
  }
  return lines.join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(root, "docs"))) mkdirSync(join(root, "docs"));
  writeFileSync(errorPagePath, errorPage());
  console.log(`docs/errors.md: ${errorEntries().length} codes`);
}
