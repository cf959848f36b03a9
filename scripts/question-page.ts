/** Writes `docs/guides/how-do-i-say.md`: the questions of `examples/questions`, each with its rule, both descriptions and SQL. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeRule, ruleToSql } from "clientele/rules";
import ts from "typescript";
import type { Question } from "../examples/questions/question.js";
import { AS_OF, calendars, schema } from "../examples/questions/schema.js";
import { topics } from "../examples/questions/topics.js";
import { root } from "./modules.js";

const folder = join(root, "examples/questions");

export const questionPagePath = join(root, "docs/guides/how-do-i-say.md");

/** The source text of every rule, by its question in English. */
function ruleTexts(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isObjectLiteralExpression(node)) {
        const part = (name: string): ts.Expression | undefined =>
          node.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)?.initializer;
        const [en, rule] = [part("en"), part("rule")];
        if (en !== undefined && rule !== undefined && ts.isStringLiteral(en)) found.set(en.text, dedented(rule));
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

/** The text of a rule, moved to the left margin. */
function dedented(node: ts.Expression): string {
  const lines = node.getText().split("\n");
  const margin = Math.min(...lines.slice(1).map((line) => line.length - line.trimStart().length));
  return [lines[0]!, ...lines.slice(1).map((line) => line.slice(margin))].join("\n");
}

/** The schema as the guide shows it: without what only the examples need. */
function schemaText(): string {
  const text = readFileSync(join(folder, "schema.ts"), "utf8");
  const start = text.indexOf("/** The schema of the shop");
  const end = text.indexOf("/** The instant at which");
  return [
    'import { standardInteractions } from "clientele/models";',
    'import { defineSchema } from "clientele/rules";',
    'import * as z from "zod";',
    "",
    text.slice(text.indexOf("\n", start) + 1, end).replaceAll("export const", "const"),
  ]
    .join("\n")
    .trimEnd();
}

function section(question: Question, number: number, code: string | undefined): string[] {
  if (code === undefined) throw new Error(`The text of the rule was not found: ${question.en}`);
  const { text, parameters } = ruleToSql(question.rule, { dialect: "postgres", asOf: AS_OF, schema, calendars });
  return [
    `### ${number}. ${question.en}`,
    "",
    question.zh,
    "",
    "```ts continue",
    `${code};`,
    "```",
    "",
    `> ${describeRule(question.rule, { locale: "en", schema })}`,
    ">",
    `> ${describeRule(question.rule, { locale: "zh", schema })}`,
    "",
    "<details><summary>SQL (PostgreSQL)</summary>",
    "",
    "```sql",
    text,
    `-- ${JSON.stringify(parameters)}`,
    "```",
    "",
    "</details>",
    "",
  ];
}

/** The page, in Markdown. */
export function questionPage(): string {
  const codes = ruleTexts();
  const lines = [
    "# How do I say …",
    "",
    "Questions that marketers, account managers and support people ask about their customers, each as a rule. The same rule is",
    "evaluated in memory, described in words and compiled to SQL; every one of them is run by the tests, with a customer that it",
    "selects and one that it does not.",
    "",
    "*Made from `examples/questions` by `npm run docs:questions`; do not edit.*",
    "",
    "The rules are written for this schema; the statements are for PostgreSQL and 15 June 2026, 10:00 in Shanghai.",
    "",
    "```ts",
    schemaText(),
    "```",
    "",
  ];
  let number = 0;
  for (const topic of topics) {
    lines.push(`## ${topic.en} · ${topic.zh}`, "");
    for (const question of topic.questions) lines.push(...section(question, ++number, codes.get(question.en)));
  }
  return lines.join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(questionPagePath, questionPage());
  console.log(`docs/guides/how-do-i-say.md: ${topics.flatMap(({ questions }) => questions).length} questions`);
}
