/**
 * The round trip of a rule editor: a rule from a form is checked with hints, described, tested with a customer, compared with
 * its next version, and compiled to SQL. Run it: `npx tsx examples/rule-editor/main.ts --locale zh`.
 */
import { pathToFileURL } from "node:url";
import {
  describeRule,
  diffRules,
  type ExplainedNode,
  explainRule,
  nextChangeAt,
  parseRule,
  type Rule,
  ruleFromQueryBuilder,
  ruleJsonSchema,
  safeParseRule,
  standardCatalog,
  ruleToSql,
} from "clientele/rules";
import { asOf, abandonedCart, draft, fields, names, query, sampleSubject, stored } from "./data.js";

const schema = standardCatalog;

/** Returns every step of the round trip as lines of text. */
export function roundTrip(locale: string): string[] {
  const options = { schema, locale, names };
  const rule = parseRule(stored, { schema });
  const subject = sampleSubject();
  const explained = explainRule(rule, subject, { asOf, ...options });
  const waiting = parseRule({ version: 1, ...abandonedCart }, { schema });
  const next = nextChangeAt(waiting, subject, { asOf, schema });
  const statement = ruleToSql(rule, { dialect: "postgres", asOf, schema });
  return [
    ...section("Problems of the rule that the form sent", problemLines(draft)),
    ...section("JSON Schema for completion in a text editor", [
      `${JSON.stringify(ruleJsonSchema({ schema })).length} characters of JSON Schema`,
    ]),
    ...section("The corrected rule in words", [describeRule(rule, options)]),
    ...section("Why the rule does not hold for a customer", [...treeLines(explained.tree), "", explained.sentence]),
    ...section(`Next change of its last condition if nothing more happens: ${describeRule(waiting, options)}`, [
      String(next?.toISOString()),
    ]),
    ...section("Changes of the next version", differenceLines(rule, options)),
    ...section("A query of react-querybuilder, described as a rule", [
      describeRule(ruleFromQueryBuilder(query, { schema, fields, zone: "Asia/Shanghai" }), options),
    ]),
    ...section("SQL that selects the same customers in PostgreSQL", [statement.text, JSON.stringify(statement.parameters)]),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return [title, ...lines.map((line) => (line === "" ? "" : `  ${line}`)), ""];
}

function problemLines(input: unknown): string[] {
  const result = safeParseRule(input, { schema });
  return result.ok ? [] : result.problems.map(({ path, message, hint }) => [`${path}: ${message}`, hint ?? []].flat().join(" "));
}

function treeLines(node: ExplainedNode, depth = 0): string[] {
  const line = `${"  ".repeat(depth)}${node.holds ? "✓" : "✗"} ${node.sentence}`;
  return [line, ...(node.parts ?? []).flatMap((part) => treeLines(part, depth + 1))];
}

/** The version that marketing wants: two orders are enough, and the country does not matter. */
function differenceLines(rule: Rule, options: Parameters<typeof diffRules>[2]): string[] {
  if (rule.kind !== "all") return [];
  const [, orders, rest] = rule.of;
  if (orders?.kind !== "metric" || rest === undefined) return [];
  const after: Rule = { version: 1, kind: "all", of: [rest, { ...orders, test: { is: "atLeast", value: 2 } }] };
  return diffRules(rule, after, options).map(({ sentence }) => sentence);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const at = process.argv.indexOf("--locale");
  process.stdout.write(roundTrip(at < 0 ? "en" : (process.argv[at + 1] ?? "en")).join("\n"));
}
