import { ClienteleError } from "../../kernel/index.js";
import { aText, mapOf, oneOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { SqlDialect, SqlDialectName } from "../sql/dialects/dialect.js";
import { type Fragment, join, number, raw, sql, type SqlStatement } from "../sql/dialects/fragment.js";
import { DIALECT_NAMES, dialectOf, render } from "../sql/dialects/dialects.js";
import { aTable, tableName } from "../sql/mapping/mapping.js";
import type { ScoreCondition, ScoreExpression } from "./score-expression.js";
import { type ScoreParts, scoreParts, type ScoreValue, together } from "./score-parts.js";

/** The rows that a score reads: a table or view with one row per subject, such as the result of `metricsToSql`. */
export interface ScoreSource {
  readonly dialect: SqlDialectName;
  /** Name of the table, or its schema and name. */
  readonly table: string | readonly string[];
  /** Column with the identifier of the subject. */
  readonly id: string;
  /** Input → column; the column of any other input has its name. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

const SCORE_SOURCE: OptionShape<ScoreSource> = {
  dialect: oneOf(DIALECT_NAMES),
  table: aTable,
  id: aText,
  columns: mapOf(aText),
};

/**
 * Compiles named scores to one statement with one row per subject. It gives the same numbers as {@link evaluateScore} to 1e-9;
 * NULL is missing. A long expression that is used more than once becomes a column of an inner SELECT.
 *
 * @param scores - name of the column → expression
 * @throws ClienteleError `invalid_score` for an unknown kind of node or a number that is not finite; `invalid_option`
 * @example
 * scoreToSql({ double: { kind: "multiply", of: [{ kind: "input", name: "x" }, { kind: "number", value: 2 }] } }, { dialect: "sqlite", table: "features", id: "id" }).parameters // => [2]
 */
export function scoreToSql(scores: Readonly<Record<string, ScoreExpression>>, source: ScoreSource): SqlStatement {
  const given = requireOptions(source, SCORE_SOURCE, { mandatory: ["dialect", "table", "id"] });
  const { columns = {} } = given;
  const dialect = dialectOf(given.dialect);
  const parts = scoreParts(dialect);
  const scope: Scope = (name) => {
    const column = Object.hasOwn(columns, name) ? columns[name]! : name;
    return { fragment: dialect.toDouble(raw(dialect.identifier(column))), after: 0 };
  };
  const selected = Object.entries(scores).map(
    ([name, expression]) => sql`${scoreSql(dialect, expression, scope, parts).fragment} AS ${raw(dialect.identifier(name))}`,
  );
  const from = tableName(dialect, given.table);
  const id = raw(dialect.identifier(given.id));
  return render(dialect, sql`SELECT ${join([sql`${id} AS id`, ...selected], ", ")} FROM ${parts.from(from)}`);
}

/** Returns the value of an input: a column, or the value that a `let` names. */
type Scope = (name: string) => ScoreValue;

function scoreSql(dialect: SqlDialect, expression: ScoreExpression, scope: Scope, parts: ScoreParts): ScoreValue {
  const of = (child: ScoreExpression): ScoreValue => scoreSql(dialect, child, scope, parts);
  /** A value that is used more than once: repeated if short, otherwise a column of its own. */
  const again = (child: ScoreExpression): ScoreValue => parts.column(of(child));
  const call = (name: string, value: Fragment): Fragment => sql`${raw(name)}(${value})`;
  switch (expression.kind) {
    case "number":
      if (!Number.isFinite(expression.value))
        throw new ClienteleError("invalid_score", "A number in a score must be finite.", { path: "" });
      return { fragment: { parts: [number(expression.value)] }, after: 0 };
    case "input":
      return scope(expression.name);
    case "let": {
      const value = again(expression.be);
      const inside: Scope = (name) => (name === expression.name ? value : scope(name));
      return scoreSql(dialect, expression.in, inside, parts);
    }
    case "add":
    case "multiply": {
      const sign = expression.kind === "add" ? " + " : " * ";
      return together(expression.of.map(of), (values) => sql`(${join(values, sign)})`);
    }
    case "least":
    case "greatest": {
      const { kind } = expression;
      return expression.of
        .map(again)
        .reduce((best, value) => together([parts.column(best), value], ([left, right]) => extremeSql(kind, left!, right!)));
    }
    case "subtract":
      return together([of(expression.left), of(expression.right)], ([left, right]) => sql`(${left!} - ${right!})`);
    case "divide":
      return together(
        [of(expression.left), of(expression.right)],
        ([left, right]) => sql`(${left!} / NULLIF(${right!}, ${number(0)}))`,
      );
    case "power":
      return together(
        [again(expression.left), of(expression.right)],
        ([left, right]) => sql`(CASE WHEN ${left!} > ${number(0)} THEN ${raw(dialect.functions.power)}(${left!}, ${right!}) END)`,
      );
    case "negate":
      return together([of(expression.of)], ([value]) => sql`(- ${value!})`);
    case "ln":
      return together(
        [again(expression.of)],
        ([value]) => sql`(CASE WHEN ${value!} > ${number(0)} THEN ${call(dialect.functions.ln, value!)} END)`,
      );
    case "exp":
      return together([again(expression.of)], ([value]) => call(dialect.functions.exp, clamped(value!)));
    case "logistic":
      return together([again(expression.of)], ([argument]) => {
        const value = clamped(argument!);
        const decay = call(dialect.functions.exp, sql`- ABS(${value})`);
        return sql`(CASE WHEN ${value} >= ${number(0)} THEN ${number(1)} / (${number(1)} + ${decay}) ELSE ${decay} / (${number(1)} + ${decay}) END)`;
      });
    case "absolute":
      return together([of(expression.of)], ([value]) => call("ABS", value!));
    case "floor":
      return together([of(expression.of)], ([value]) => call(dialect.functions.floor, value!));
    case "if":
      return together(
        [conditionSql(expression.when, of), of(expression.then), of(expression.else)],
        ([when, yes, no]) => sql`(CASE WHEN ${when!} THEN ${yes!} ELSE ${no!} END)`,
      );
    case "otherwise":
      return together([of(expression.of), of(expression.missing)], ([value, other]) => sql`COALESCE(${value!}, ${other!})`);
    default:
      throw new ClienteleError("invalid_score", "Unknown kind of node in a score.", { path: "" });
  }
}

/** Clamps a value between −700 and 700; NULL where the value is. */
function clamped(value: Fragment): Fragment {
  return sql`(CASE WHEN ${value} > ${number(700)} THEN ${number(700)} WHEN ${value} < ${number(-700)} THEN ${number(-700)} ELSE ${value} END)`;
}

/** Returns the smaller or larger of two values; NULL where one is. Databases disagree on LEAST with NULL, so it is written out. */
function extremeSql(kind: "least" | "greatest", best: Fragment, value: Fragment): Fragment {
  return sql`(CASE WHEN ${best} IS NULL OR ${value} IS NULL THEN NULL WHEN ${best} ${raw(kind === "least" ? "<=" : ">=")} ${value} THEN ${best} ELSE ${value} END)`;
}

function conditionSql(condition: ScoreCondition, of: (expression: ScoreExpression) => ScoreValue): ScoreValue {
  if (condition.is === "missing") return together([of(condition.of)], ([value]) => sql`${value!} IS NULL`);
  const signs = { atLeast: ">=", moreThan: ">", atMost: "<=", lessThan: "<", equals: "=" } as const;
  const sign = raw(signs[condition.is]);
  return together([of(condition.left), of(condition.right)], ([left, right]) => sql`COALESCE(${left!} ${sign} ${right!}, FALSE)`);
}
