import { ClienteleError, type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Subject } from "../../models/index.js";
import { withCore } from "../compile/abilities/core.js";
import type { Ability, AbilityTables } from "../compile/context/ability.js";
import { boundTime, evaluationOf, type RuleEvaluation } from "../compile/evaluate/rule-evaluation.js";
import { type PreparedSubject, preparedSubject } from "../compile/subject/prepared-subject.js";
import type { Calendars } from "../language/business-time.js";
import type { EvaluatedExpression } from "../language/zoned-rule.js";
import { fieldsOfPrecompiled, PRECOMPILED_VERSION, type PrecompiledRule } from "../language/precompiled-rule.js";

/** Evaluates precompiled rules with its abilities. */
export interface Evaluator {
  /**
   * Makes a precompiled rule ready for many subjects.
   *
   * @throws ClienteleError `missing_ability`; `invalid_precompiled_rule`; `invalid_option`; `invalid_rule` with the path of a
   * calendar that is not supplied
   */
  readonly prepare: (rule: PrecompiledRule, options?: EvaluatorOptions) => PreparedRule;
}

/** Options of {@link Evaluator.prepare}. */
export interface EvaluatorOptions {
  /** Open hours of the calendars of business time that the rule names. */
  readonly calendars?: Calendars | undefined;
}

/** Options of {@link PreparedRule.matches}. */
export interface MatchOptions {
  /** Only what had happened by then counts. */
  readonly asOf: InstantInput;
}

/** Options of {@link PreparedRule.nextChangeAt}. */
export interface NextMatchOptions extends MatchOptions {
  /** End of the search; defaults to ten years after `asOf`. */
  readonly until?: InstantInput | undefined;
}

/** A rule that is ready for evaluation. */
export interface PreparedRule {
  /**
   * Whether the rule holds for a subject at an instant.
   *
   * @throws ClienteleError `invalid_instant` and `malformed_fact` with the path of what cannot be read; `beyond_calendar`
   */
  readonly matches: (subject: Subject | PreparedSubject, options: MatchOptions) => boolean;
  /** The exact next instant at which the result changes if nothing more happens; `null` if it does not before `until`. */
  readonly nextChangeAt: (subject: Subject | PreparedSubject, options: NextMatchOptions) => Date | null;
}

/**
 * Makes an evaluator of precompiled rules. It has logic (`all`, `any`, `not`, `atLeast`) and the tests of attributes that do not
 * look at the time; whatever else its rules need is an ability that is passed in, so that a bundle holds nothing else.
 *
 * @param abilities - those that the rules need; the `abilities` of a precompiled rule name them
 * @returns an evaluator, whose `prepare` throws ClienteleError `missing_ability` with the name of an ability that a rule needs
 * and that is not among them, and `invalid_precompiled_rule` for anything that `precompileRule` of this version did not make
 * @example
 * const rule: Rule = { version: 2, kind: "metric", metric: { measure: "count", types: ["order.placed"] }, test: { is: "atLeast", value: 1 } };
 * const precompiled = precompileRule(rule, { schema: standardCatalog });
 * const bought = createEvaluator([histories]).prepare(precompiled);
 * bought.matches({ id: "c1", attributes: {}, history: [] }, { asOf: 0 }) // => false
 * createEvaluator().prepare(precompiled) // => throws missing_ability
 */
export function createEvaluator(abilities: readonly Ability[] = []): Evaluator {
  const tables = withCore(abilities);
  return {
    prepare: (rule, options) => {
      const { calendars } = knownOptions(options, ["calendars"]);
      const { matches, nextChange } = evaluationIn(rule, tables, calendars);
      return {
        matches: (subject, given) => {
          const { asOf } = knownOptions(given, ["asOf"]);
          return matches(preparedSubject(subject), toMilliseconds(asOf, "asOf"));
        },
        nextChangeAt: (subject, given) => {
          const { asOf, until } = knownOptions(given, ["asOf", "until"]);
          const end = until === undefined ? undefined : toMilliseconds(until, "until");
          const next = nextChange(preparedSubject(subject), toMilliseconds(asOf, "asOf"), end);
          return next === null ? null : new Date(next);
        },
      };
    },
  };
}

function evaluationIn(
  precompiled: PrecompiledRule,
  tables: readonly AbilityTables[],
  calendars: Calendars | undefined,
): RuleEvaluation {
  try {
    const { kind, version, abilities, rule } = precompiled;
    if (kind !== "precompiledRule" || version !== PRECOMPILED_VERSION)
      throw new TypeError(`Only version ${PRECOMPILED_VERSION} is read.`);
    for (const ability of abilities) {
      if (!tables.some(({ name }) => name === ability))
        throw new ClienteleError(
          "missing_ability",
          `The rule needs the ability \`${ability}\`. Import it from "clientele/rules/evaluate".`,
          { ability },
        );
    }
    const context = { fields: fieldsOfPrecompiled(precompiled), abilities: tables };
    const expression = rule as unknown as EvaluatedExpression;
    const time = boundTime(expression, context, calendars);
    return evaluationOf(time?.bound ?? expression, context, time);
  } catch (error) {
    // Nothing checks a precompiled rule again: what is damaged has no function that compiles it, or no part where one belongs.
    if (!(error instanceof TypeError)) throw error;
    const reason = error.message;
    throw new ClienteleError("invalid_precompiled_rule", `${reason} Make the rule again with \`precompileRule\`.`, { reason });
  }
}

/** Returns options that have no other names than those that are known. */
function knownOptions<Options extends object>(options: Options | undefined, names: readonly (keyof Options & string)[]): Options {
  // Not the entries: making them takes longer than many a rule.
  for (const option of Object.keys(options ?? {}))
    if (!names.includes(option as never))
      throw new ClienteleError(
        "invalid_option",
        `\`${option}\` is not an option here. Known options: ${names.join(", ")}.`,
        { option, value: options?.[option as never] },
        option,
      );
  return options ?? ({} as Options);
}
