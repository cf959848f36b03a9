import { aText, anInteger, anything, joinPath, mapOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { problemsOfRule, invalidRule } from "../check/check-rule.js";
import { typeMatcher } from "../language/interaction-types.js";
import { type Catalog, requiredCatalog, type SchemaOption } from "../language/catalog.js";
import { currentRule } from "../language/current-version.js";
import type { Expression, Metric, Rule } from "../language/expression.js";
import { fieldsOf } from "../language/metric-value.js";
import { normalForm } from "../language/normal-form.js";
import { factKinds } from "./fact-kinds.js";
import { emptyLog } from "./fact-log.js";
import {
  addLeaf,
  addMetric,
  addNamedFigure,
  fingerprintOf,
  type LiveCompiler,
  liveCompiler,
  placeFigures,
} from "./live-compiler.js";
import { COMPILED, type CompiledSet, type FactKind, type HistoryNeed, type LiveRules, WORD } from "./live-set.js";
import { forEachLeaf, ruleTree } from "./rule-tree.js";
import { unsupportedOperator } from "./unsupported.js";

/** Rules and figures that are kept up to date together. */
export interface LiveRulesDefinition {
  readonly id: string;
  readonly rules: Readonly<Record<string, Rule>>;
  /** Name → metric whose value can be asked for. */
  readonly figures?: Readonly<Record<string, Metric>> | undefined;
  /** Number of facts in the log of a customer; older ones are folded. Defaults to 256. */
  readonly logLimit?: number | undefined;
}

const DEFINITION: OptionShape<LiveRulesDefinition> = {
  id: aText,
  rules: mapOf(anything),
  figures: mapOf(anything),
  logLimit: anInteger({ min: 0 }),
};

/** Facts in the log before the oldest are folded. */
const LOG_LIMIT = 256;

/**
 * Compiles rules and figures into a set that is answered from stored state, without the history. Streams of facts and leaves
 * that mean the same are shared by all rules. What stored state does not answer yet is named in `needsHistory`, never guessed.
 *
 * @param definition - `id`; `rules` by identifier; `figures`: metrics by name
 * @param options - `schema`: gives the paths of the rules their types
 * @throws ClienteleError `invalid_rule` with every problem and its path; `invalid_option`
 * @example
 * const silent: Rule = { version: 2, kind: "metric", metric: { measure: "timeSinceLast", types: ["order.placed"] }, test: { is: "moreThan", value: { days: 60 } } };
 * const set = defineLiveRules({ id: "retail", rules: { silent } }, { schema: standardCatalog });
 * set.rules // => ["silent"]
 * set.needsHistory // => []
 */
export function defineLiveRules(definition: LiveRulesDefinition, options: SchemaOption): LiveRules {
  const catalog = requiredCatalog(options);
  const {
    id,
    rules,
    figures = {},
    logLimit = LOG_LIMIT,
  } = requireOptions(definition, DEFINITION, { mandatory: ["id", "rules"] });
  requireValid(rules, figures, catalog);
  const needsHistory: HistoryNeed[] = [];
  const compiler = liveCompiler(fieldsOf(catalog));
  const expressions = new Map<string, Expression>();
  for (const [rule, given] of Object.entries(rules)) {
    const expression = currentRule(given);
    const operators = refusedLeaves(compiler, rule, expression);
    needsHistory.push(...operators);
    if (operators.length === 0) expressions.set(rule, expression);
  }
  const named = Object.entries(figures).filter(([figure, metric]) => {
    const operator = refusal(() => addMetric(liveCompiler(compiler.fields), metric));
    if (operator !== undefined) needsHistory.push({ path: joinPath("figures", figure), id: figure, operator });
    return operator === undefined;
  });
  for (const [position, expression] of [...expressions.values()].entries())
    forEachLeaf(expression, "", (leaf) => addLeaf(compiler, leaf).readers.add(position));
  const namedFigures = named.map(([figure, metric]) => addNamedFigure(compiler, figure, metric));
  const truthWords = placeFigures(compiler);
  const { sources, leaves } = compiler;
  const columns = [...compiler.columns.values()];
  const kinds: FactKind[] = [];
  const places: number[] = [];
  const readers: number[][] = Array.from({ length: truthWords * WORD }, () => []);
  for (const leaf of leaves.values()) readers[leaf.bit] = [...leaf.readers];
  const compiled: CompiledSet = {
    sources,
    truthWords,
    memberWords: Math.ceil(expressions.size / WORD),
    rules: [...expressions].map(([rule, expression]) => ({
      id: rule,
      holds: ruleTree(expression, (leaf) => leaves.get(normalForm(leaf))!.bit),
    })),
    readers,
    figures: namedFigures,
    columns,
    kinds,
    places,
    view: emptyView(),
    asked: [],
    isAsked: new Uint8Array(expressions.size),
    ...factKinds(sources, columns, kinds, places),
    logLimit,
  };
  return {
    id,
    rules: [...expressions.keys()],
    figures: named.map(([figure]) => figure),
    needsHistory,
    fingerprint: fingerprintOf(
      JSON.stringify(
        sources.map(({ key, totals, edges, columns: own }) => [
          key,
          totals.map(({ kind }) => kind.key),
          edges.map((each) => each.key),
          own.map((each) => each.key),
        ]),
      ),
    ),
    fingerprints: sources.filter(({ types }) => types.length > 0).map(({ fingerprint }) => fingerprint),
    reads: typeMatcher([...new Set(sources.flatMap(({ types }) => types))]),
    [COMPILED]: compiled,
  };
}

function emptyView(): CompiledSet["view"] {
  return {
    at: 0,
    start: 0,
    ats: [],
    rows: [],
    count: 0,
    unfolded: 0,
    known: 0,
    base: undefined,
    log: emptyLog(),
    attributes: {},
    turn: 0,
    lacks: 0,
  };
}

/** Returns the leaves of a rule that stored state cannot answer. */
function refusedLeaves({ fields }: LiveCompiler, id: string, expression: Expression): readonly HistoryNeed[] {
  const refused: HistoryNeed[] = [];
  forEachLeaf(expression, joinPath("rules", id), (leaf, path) => {
    // Tried in a set of its own, so that nothing of a refused rule stays behind.
    const operator = refusal(() => addLeaf(liveCompiler(fields), leaf));
    if (operator !== undefined) refused.push({ path, id, operator });
  });
  return refused;
}

function refusal(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (caught) {
    const operator = unsupportedOperator(caught);
    if (operator === undefined) throw caught;
    return operator;
  }
}

function requireValid(rules: LiveRulesDefinition["rules"], figures: Readonly<Record<string, Metric>>, catalog: Catalog): void {
  const problems = [
    ...Object.entries(rules).map(([id, rule]) => [joinPath("rules", id), problemsOfRule(rule, catalog)] as const),
    ...Object.entries(figures).map(([id, metric]) => {
      const rule = { version: 2, kind: "metric", metric, test: { is: "present" } };
      return [joinPath("figures", id), problemsOfRule(rule, catalog)] as const;
    }),
  ].flatMap(([place, found]) =>
    found.map((problem) => ({ ...problem, path: problem.path === "" ? place : `${place}.${problem.path}` })),
  );
  if (problems.length > 0) throw invalidRule(problems, "Invalid rules.");
}
