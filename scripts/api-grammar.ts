/**
 * The grammar of the public API (docs/guides/architecture.md), read from the reports in `docs/api`: one address for one name,
 * `asOf`, `schema`, `seed`, `zone`, `currency` and `locale` as options, one vocabulary of bounds, and optional options that
 * take `undefined`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./modules.js";

/** What the grammar refuses, at its place. */
export interface Breach {
  readonly place: string;
  readonly message: string;
}

/** Always options, never parameters of their own. */
const OPTION_ONLY = /^(asOf|schema|seed|zone|currency|locale)$/;

/** Functions whose subject is such a thing itself. */
const SUBJECTS: Readonly<Record<string, string>> = {
  money: "an amount in a currency is what it makes",
  moneyFromDecimal: "an amount in a currency is what it makes",
  currencyExponent: "a property of the currency",
  seededRandom: "a generator is made of its seed",
  localClock: "a clock of the zone is what it makes",
  calendarStarts: "calendar arithmetic of kernel: instant and zone are its arguments",
  calendarWindow: "calendar arithmetic of kernel: instant and zone are its arguments",
  startOfUnit: "calendar arithmetic of kernel: instant and zone are its arguments",
  rollingWindow: "the window that ends at the instant is what it makes",
};

/** Option names with the standard one: bounds and counts are `min…`, `max…`, `limit`; confidence is `level`. */
const RENAMED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/^(least|atLeast|smallest|lowest|fewest|minimum\w*|at_least)$|^(least|smallest|fewest)[A-Z]/, "min…"],
  [/^(most|atMost|largest|highest|maximum\w*)$|^(most|largest)[A-Z]/, "max…"],
  [/^(n|k|top|count|size)$/, "limit"],
  [/^confidence(Level)?$/, "level"],
  [/^(timeZone|tz)$/, "zone"],
  [/^(catalog|source)$/, "schema"],
  [/^(instant|now|date)$/, "asOf"],
  [/^(lang|language)$/, "locale"],
];

/** Option names that look like a refused one and say what they mean. */
const TERMS: Readonly<Record<string, string>> = {
  "KMeansOptions.k": "the number of clusters, in k-means",
  "ClusterOptions.k": "the number of clusters, in k-means",
  "CnbdFitOptions.k": "the shape of the gaps, in the paper",
  "RecommenderEvaluationOptions.k": "the k of nDCG@k",
  "RecommendOptions.catalog": "the catalog of items",
  "BehaviorOpportunityOptions.catalog": "the catalog of items",
  "UpdateOptions.source": "where a change of the profile came from",
  "updateCustomer.source": "where a change of the profile came from",
};

/** Optional options that refuse `undefined`, with the reason. */
const PRESENT: Readonly<Record<string, string>> = {
  "CallOptions.actor": "absent means the workspace's own actor; present but undefined is nobody, and is refused",
};

/** Breaches in one report. */
export function breachesOf(file: string, text: string): Breach[] {
  const source = ts.createSourceFile(
    file.replace(/\.txt$/, ".ts"),
    text.replace(/^clientele.*\n/, ""),
    ts.ScriptTarget.Latest,
    true,
  );
  const breaches: Breach[] = [];
  const report = (place: string, message: string): void => void breaches.push({ place: `${file}: ${place}`, message });
  const checkOption = (owner: string, member: ts.TypeElement): void => {
    if (!ts.isPropertySignature(member) || member.name === undefined) return;
    const name = member.name.getText();
    for (const [pattern, instead] of RENAMED)
      if (pattern.test(name) && !Object.hasOwn(TERMS, `${owner}.${name}`))
        report(`${owner}.${name}`, `an option is called ${instead}`);
    if (
      !Object.hasOwn(PRESENT, `${owner}.${name}`) &&
      member.questionToken !== undefined &&
      !/\b(undefined|unknown)\b/.test(member.type?.getText() ?? "")
    )
      report(`${owner}.${name}`, "an optional option takes undefined (`?: T | undefined`)");
  };
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement) && /Options$/.test(statement.name.text))
      for (const member of statement.members) checkOption(statement.name.text, member);
    if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
    const name = statement.name.text;
    for (const parameter of statement.parameters) {
      const parameterName = parameter.name.getText();
      if (OPTION_ONLY.test(parameterName) && !Object.hasOwn(SUBJECTS, name))
        report(`${name}(${parameterName})`, "is an option, not a parameter of its own");
      if (parameter.type !== undefined && ts.isTypeLiteralNode(parameter.type))
        for (const member of parameter.type.members) checkOption(name, member);
    }
  }
  return breaches;
}

/** Names of one report. */
export function namesOf(text: string): string[] {
  const source = ts.createSourceFile("report.ts", text.replace(/^clientele.*\n/, ""), ts.ScriptTarget.Latest, true);
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) names.add(name.getText());
    else if ("name" in statement && statement.name !== undefined) names.add((statement.name as ts.Identifier).text);
    else if (ts.isExpressionStatement(statement)) names.add(statement.expression.getText().split(/\W/)[0]!);
  }
  return [...names];
}

/** Breaches of all reports (file name → text); `clientele.txt` repeats names by design. */
export function apiBreaches(reports: ReadonlyMap<string, string>): Breach[] {
  const homes = new Map<string, string>();
  const breaches: Breach[] = [];
  for (const [file, text] of reports) {
    breaches.push(...(file === "clientele.txt" ? [] : breachesOf(file, text)));
    if (file === "clientele.txt") continue;
    for (const name of namesOf(text)) {
      const other = homes.get(name);
      if (other !== undefined) breaches.push({ place: `${file}: ${name}`, message: `is exported by ${other} too` });
      homes.set(name, file);
    }
  }
  return breaches;
}

/** The reports as they are committed. */
export function committedReports(): Map<string, string> {
  const folder = join(root, "docs/api");
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reports = committedReports();
  const breaches = apiBreaches(reports);
  for (const { place, message } of breaches) console.log(`${place} ${message}`);
  const count = [...reports].filter(([file]) => file !== "clientele.txt").flatMap(([, text]) => namesOf(text)).length;
  console.log(`${count} public names, ${breaches.length} breaches`);
  process.exit(breaches.length === 0 ? 0 : 1);
}
