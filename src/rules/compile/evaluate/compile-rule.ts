import type { InstantInput } from "../../../kernel/index.js";
import { anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../../kernel/internal.js";
import type { Subject } from "../../../models/index.js";
import { requireValidRule } from "../../check/check-rule.js";
import { type Calendars, COMPILE_OPTIONS, type CompileOptions, requireCompileOptions } from "../../language/business-time.js";
import { type Catalog, catalogOf } from "../../language/catalog.js";
import { currentRule } from "../../language/current-version.js";
import type { Rule } from "../../language/expression.js";
import { type RuleReads, readsOf } from "../../language/rule-reads.js";
import { zonedRule } from "../../language/zoned-rule.js";
import { fullContext } from "../abilities/all-abilities.js";
import { boundTime, evaluationOf } from "./rule-evaluation.js";
import { type PreparedSubject, prepareSubject, type Visible } from "../subject/prepared-subject.js";

/** A rule compiled to closures. No code is generated, so it runs under a strict content-security policy. */
export interface CompiledRule {
  readonly rule: Rule;
  /** What the rule reads. */
  readonly reads: RuleReads;
  /** Whether the rule holds for a subject at an instant (epoch milliseconds). */
  readonly matches: (subject: PreparedSubject, asOf: number, visible?: Visible) => boolean;
  /**
   * Whether the rule holds for attributes alone, without history or timelines: the fastest way over many profiles. Only a
   * random share needs the identifier.
   */
  readonly matchesAttributes: (attributes: Readonly<Record<string, unknown>>, asOf: number, id?: string) => boolean;
  /** The first instant after `asOf`, up to `until`, at which time alone changes the result; `null` if there is none. */
  readonly nextChange: (subject: PreparedSubject, asOf: number, until?: number, visible?: Visible) => number | null;
  /**
   * The first instant after `asOf`, up to `until`, at which the rule must be evaluated again: that of `nextChange`, or the
   * first one after the horizon where the result depends on what comes there. `null` if there is none.
   */
  readonly nextCheck: (subject: PreparedSubject, asOf: number, until?: number) => number | null;
  /** End of the calendars of the rule, in epoch milliseconds: it cannot be evaluated later. Infinite without business time. */
  readonly horizon: number;
}

/** Options of {@link evaluateRule}. */
export interface EvaluateOptions extends CompileOptions {
  /** Only what had happened by then counts. */
  readonly asOf: InstantInput;
}

/** Kinds of the {@link EvaluateOptions}. */
export const EVALUATE_OPTIONS: OptionShape<EvaluateOptions> = { ...COMPILE_OPTIONS, asOf: anInstant };

/** Options of {@link nextChangeAt}. */
export interface NextChangeOptions extends EvaluateOptions {
  /** End of the search; defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

const NEXT_CHANGE_OPTIONS: OptionShape<NextChangeOptions> = { ...EVALUATE_OPTIONS, until: anInstant };

/**
 * Compiles a rule against a schema. Everything is checked once, here; evaluating a prepared subject never
 * throws, except at an instant that the calendars of its business time do not cover (`beyond_calendar`).
 *
 * @param options - `schema`: gives the paths of the rule their types; `calendars`: open hours of the calendars that it names
 * @throws ClienteleError `invalid_rule` with every problem and its path; `invalid_option`
 * @example
 * const rule = compileRule({ version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } }, { schema: standardCatalog });
 * rule.matches(prepareSubject({ id: "c1", attributes: { tags: ["vip"] }, history: [] }), 0) // => true
 */
export function compileRule(rule: Rule, options: CompileOptions): CompiledRule {
  const { catalog, calendars } = requireCompileOptions(options);
  requireValidRule(rule, catalog);
  const context = fullContext(catalog);
  const current = currentRule(rule);
  const time = boundTime(current, context, calendars);
  const { node, matches, next, nextChange, horizon } = evaluationOf(zonedRule(time?.bound ?? current), context, time);
  // One subject for all profiles: evaluation is synchronous and keeps nothing of it.
  const profile: { -readonly [Key in keyof PreparedSubject]: PreparedSubject[Key] } = prepareSubject({
    id: "",
    attributes: {},
    history: [],
  });
  return {
    rule,
    reads: readsOf(rule, catalog),
    matches,
    matchesAttributes: (attributes, asOf, id = "") => {
      time?.requireCovered(asOf);
      profile.id = id;
      profile.attributes = attributes;
      return node.holds(profile, asOf);
    },
    nextChange,
    nextCheck: (subject, asOf, until) => {
      const found = next(subject, asOf, until);
      return found === null ? null : Math.min(found, horizon + 1);
    },
    horizon,
  };
}

const compiled = new WeakMap<Rule, { catalog: Catalog; calendars: Calendars | undefined; rule: CompiledRule }>();

/** Compiles a rule, or returns it as it was compiled before. The names of the options are checked when it is compiled. */
function compiledOnce<Options extends EvaluateOptions>(rule: Rule, options: Options, shape: OptionShape<Options>): CompiledRule {
  const catalog = catalogOf((options ?? NO_OPTIONS).schema);
  const known = compiled.get(rule);
  const calendars = options?.calendars;
  if (known?.catalog === catalog && known.calendars === calendars) return known.rule;
  requireOptions(options, shape);
  const fresh = compileRule(rule, { schema: catalog, calendars });
  compiled.set(rule, { catalog, calendars, rule: fresh });
  return fresh;
}

const NO_OPTIONS = {} as EvaluateOptions;

/**
 * Returns whether a rule holds for one subject at an instant. For many subjects or instants, compile the rule once with
 * {@link compileRule}.
 *
 * @param options - `asOf`: only what had happened by then counts; `schema`: gives the paths of the rule their types; `calendars`
 * @throws ClienteleError `invalid_rule`; `invalid_option`; `beyond_calendar`; `invalid_instant` for an instant of the options or the subject
 * @example
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 60 } } }, test: { is: "equals", value: 0 } };
 * evaluateRule(silent, { id: "c1", attributes: {}, history: [] }, { asOf: 0, schema: standardCatalog }) // => true
 */
export function evaluateRule(rule: Rule, subject: Subject | PreparedSubject, options: EvaluateOptions): boolean {
  return compiledOnce(rule, options, EVALUATE_OPTIONS).matches(prepareSubject(subject), toMilliseconds(options.asOf, "asOf"));
}

/**
 * Returns the exact next instant at which the result of a rule changes if nothing more happens; `null` if it does not change
 * before `until`.
 *
 * @param options - `asOf`; `schema`; `calendars`; `until`: end of the search, defaults to ten years after `asOf`
 * @throws ClienteleError `beyond_calendar` when a calendar ends before the answer is known; `invalid_rule`; `invalid_option`; `invalid_instant`
 * @example
 * const at = new Date(Date.UTC(2026, 0, 1));
 * const subject = { id: "c1", attributes: {}, history: [{ id: "o1", customerId: "c1", type: "order.placed", at, properties: {} }] };
 * const silent: Rule = { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"], window: { kind: "last", duration: { days: 60 } } }, test: { is: "equals", value: 0 } };
 * nextChangeAt(silent, subject, { asOf: at, schema: standardCatalog }) // => new Date("2026-03-02T00:00:00Z")
 */
export function nextChangeAt(rule: Rule, subject: Subject | PreparedSubject, options: NextChangeOptions): Date | null {
  requireOptions(options, NEXT_CHANGE_OPTIONS, { mandatory: ["asOf", "schema"] });
  const rules = compiledOnce(rule, options, NEXT_CHANGE_OPTIONS);
  const from = toMilliseconds(options.asOf, "asOf");
  const until = options.until === undefined ? undefined : toMilliseconds(options.until, "until");
  const next = rules.nextChange(prepareSubject(subject), from, until);
  return next === null ? null : new Date(next);
}
