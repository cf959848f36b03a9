/**
 * Bundle budgets: what a consumer pays, minified and gzipped, for the names that he imports from the built package; and
 * what must not be in it. A budget is a promise: raise one only with a reason in the commit.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "./modules.js";

interface Budget {
  readonly from: string;
  /** Names to import; `*` for everything that the module exports. */
  readonly names: readonly string[] | "*";
  /** Bytes at most, gzipped. */
  readonly most: number;
  readonly without?: readonly string[];
}

// Every function refuses unknown options by name, and says what was expected: 1 to 2 kB, once per bundle.
const SCHEMA_FREE = ["zod", "Zod", "immer"];

const budgets: readonly Budget[] = [
  { from: "kernel", names: ["money", "addMoney", "allocateMoney"], most: 1_200, without: SCHEMA_FREE },
  { from: "kernel", names: ["isClienteleError"], most: 300, without: SCHEMA_FREE },
  { from: "models", names: ["parseCustomer"], most: 38_000, without: ["immer"] },
  { from: "statistics", names: ["predictProbability"], most: 3_000, without: SCHEMA_FREE },
  { from: "statistics", names: ["predictProbabilities"], most: 5_500, without: SCHEMA_FREE },
  { from: "statistics", names: ["explainPrediction"], most: 4_500, without: SCHEMA_FREE },
  { from: "statistics", names: "*", most: 36_000, without: SCHEMA_FREE },
  // Figures, items, pairs, families, calendars of attributes and business time made the language half as large again. The subpath
  // `rules/evaluate` is for hosts that only evaluate, and take the abilities that they need.
  { from: "rules", names: ["evaluateRule"], most: 30_800, without: SCHEMA_FREE },
  { from: "rules/evaluate", names: ["createEvaluator"], most: 5_300, without: SCHEMA_FREE },
  { from: "rules/evaluate", names: ["createEvaluator", "histories"], most: 7_000, without: SCHEMA_FREE },
  {
    from: "rules/evaluate",
    names: ["createEvaluator", "histories", "conditions", "sequences"],
    most: 8_600,
    without: SCHEMA_FREE,
  },
  { from: "rules/evaluate", names: ["createEvaluator", "allAbilities"], most: 19_700, without: SCHEMA_FREE },
  {
    from: "rules/live",
    names: ["defineLiveRules", "emptyLiveState", "applyFacts", "membershipsOf"],
    most: 32_000,
    without: SCHEMA_FREE,
  },
  { from: "rules", names: "*", most: 94_000, without: SCHEMA_FREE },
  { from: "value", names: ["rfmScores"], most: 3_000, without: SCHEMA_FREE },
  { from: "value", names: ["rfmScores", "summarizeTransactions"], most: 8_000, without: SCHEMA_FREE },
  {
    from: "value",
    names: ["probabilityAlive", "expectedTransactions"],
    most: 10_000,
    without: [...SCHEMA_FREE, "simple-statistics"],
  },
  {
    from: "value",
    names: [
      ...["probabilityAlive", "expectedTransactions", "expectedTransactionsForNewCustomer", "transactionDistribution"],
      ...["discountedExpectedTransactions", "expectedSpend", "survival", "expectedLifetimePeriods", "residualLifetimePeriods"],
    ],
    most: 14_500,
    without: [...SCHEMA_FREE, "simple-statistics"],
  },
  { from: "value", names: "*", most: 50_000, without: SCHEMA_FREE },
  { from: "lifecycle", names: ["defineLifecycle", "advance"], most: 42_500, without: SCHEMA_FREE },
  // Reasons are explanations of the rules, in two languages.
  { from: "segments", names: ["defineSegments", "evaluateSegments"], most: 53_500, without: SCHEMA_FREE },
  // The rule language is nine tenths of a policy.
  { from: "churn", names: ["retailChurnPolicy", "churnRisk"], most: 49_000, without: SCHEMA_FREE },
  { from: "churn", names: ["retentionTargets"], most: 3_000, without: SCHEMA_FREE },
  { from: "statistics", names: ["kaplanMeier", "fitCox"], most: 8_000, without: SCHEMA_FREE },
  { from: "recommend", names: ["recommend"], most: 15_000, without: SCHEMA_FREE },
  { from: "recommend", names: ["fitEase", "itemLog"], most: 8_000, without: SCHEMA_FREE },
  { from: "recommend", names: ["frequentItemsets", "associationRules"], most: 5_000, without: SCHEMA_FREE },
  { from: "recommend", names: ["nextBestAction"], most: 38_000, without: SCHEMA_FREE },
  { from: "journeys", names: ["cohortRetention"], most: 11_000, without: ["immer"] },
  { from: "charts", names: "*", most: 36_000, without: ["vega-embed", "zod"] },
  { from: "interop", names: ["mapRows"], most: 14_000, without: ["immer"] },
  { from: "storage", names: ["memoryStorage"], most: 12_000 },
  { from: "workspace", names: ["createClientele"], most: 98_500, without: ["kysely"] },
  { from: "workspace", names: "*", most: 147_000, without: ["kysely"] },
  // Both versions of the format are read.
  { from: "storage", names: ["exportStore", "restoreStore"], most: 6_400, without: SCHEMA_FREE },
  // With Kysely, a third of it.
  { from: "storage/sql", names: ["sqlStorage"], most: 70_500, without: SCHEMA_FREE },
];

/** Bundles as a consumer's bundler would; throws when a name is not exported. */
async function bundle({ from, names }: Budget): Promise<string> {
  const imported =
    names === "*" ? `export * from "clientele/${from}";` : `export { ${names.join(", ")} } from "clientele/${from}";`;
  const { outputFiles } = await build({
    stdin: { contents: imported, resolveDir: root },
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2023",
    platform: "neutral",
    mainFields: ["module", "main"],
    // The built package, not the sources that the project's paths lead to.
    tsconfigRaw: "{}",
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}

async function measure(budget: Budget): Promise<{ line: string; ok: boolean }> {
  const what = `${budget.from}: ${budget.names === "*" ? "everything" : budget.names.join(", ")}`;
  try {
    const text = await bundle(budget);
    const bytes = gzipSync(text, { level: 9 }).length;
    const found = (budget.without ?? []).filter((word) => text.includes(word));
    const ok = bytes <= budget.most && found.length === 0;
    const size = `${String(bytes).padStart(7)} of ${String(budget.most).padStart(6)} bytes`;
    return { ok, line: `${ok ? "ok    " : "FAILED"} ${size}  ${what}${found.length > 0 ? `, holds ${found.join(", ")}` : ""}` };
  } catch (error) {
    return { ok: false, line: `FAILED ${what}: ${(error as Error).message.split("\n").slice(0, 2).join(" ")}` };
  }
}

if (!existsSync(join(root, "dist"))) {
  console.error("There is no dist: run npm run build first.");
  process.exit(1);
}
const missing = new Set<string>();
let failed = 0;
for (const budget of budgets) {
  if (!existsSync(join(root, "src", budget.from, "index.ts"))) {
    missing.add(budget.from);
    continue;
  }
  const { line, ok } = await measure(budget);
  console.log(line);
  if (!ok) failed++;
}
if (missing.size > 0) console.log(`no such module yet: ${[...missing].join(", ")}`);
process.exit(failed === 0 ? 0 : 1);
