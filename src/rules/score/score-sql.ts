import { ClienteleError } from "../../kernel/index.js";
import type { SqlDialect, SqlDialectName } from "../sql/dialect.js";
import { type Fragment, join, number, raw, sql, type SqlStatement } from "../sql/fragment.js";
import { dialectOf, render } from "../sql/dialects.js";
import { tableName } from "../sql/mapping.js";
import type { ScoreCondition, ScoreExpression } from "./score-expression.js";

/** The rows that a score reads: a table or a view with a row a subject (the result of `metricsToSql`, say). */
export interface ScoreSource {
  readonly dialect: SqlDialectName;
  readonly table: string | readonly string[];
  /** Column with the subject's identifier. */
  readonly id: string;
  /** Input → column; an input without one has a column of its own name. */
  readonly columns?: Readonly<Record<string, string>>;
}

/**
 * Compiles named scores to one statement with a row a subject: the same numbers as {@link evaluateScore} to 1e-9; NULL is missing.
 *
 * @param scores - name of the column → expression
 * @throws ClienteleError `invalid_score` for a node that does not exist or a number that is not finite
 * @example
 * scoreToSql({ double: { kind: "multiply", of: [{ kind: "input", name: "x" }, { kind: "number", value: 2 }] } }, { dialect: "sqlite", table: "features", id: "id" }).parameters // => [2]
 */
export function scoreToSql(scores: Readonly<Record<string, ScoreExpression>>, source: ScoreSource): SqlStatement {
  const dialect = dialectOf(source.dialect);
  const { columns = {} } = source;
  const input = (name: string): Fragment =>
    dialect.toDouble(raw(dialect.identifier(Object.hasOwn(columns, name) ? columns[name]! : name)));
  const selected = Object.entries(scores).map(
    ([name, expression]) => sql`${scoreSql(dialect, expression, input)} AS ${raw(dialect.identifier(name))}`,
  );
  const id = raw(dialect.identifier(source.id));
  return render(dialect, sql`SELECT ${join([sql`${id} AS id`, ...selected], ", ")} FROM ${tableName(dialect, source.table)}`);
}

function scoreSql(dialect: SqlDialect, expression: ScoreExpression, input: (name: string) => Fragment): Fragment {
  const of = (child: ScoreExpression): Fragment => scoreSql(dialect, child, input);
  const call = (name: string, ...of: readonly Fragment[]): Fragment => sql`${raw(name)}(${join(of, ", ")})`;
  switch (expression.kind) {
    case "number":
      if (!Number.isFinite(expression.value))
        throw new ClienteleError("invalid_score", "A constant of a score is finite.", { path: "" });
      return { parts: [number(expression.value)] };
    case "input":
      return input(expression.name);
    case "add":
    case "multiply":
      return sql`(${join(expression.of.map(of), expression.kind === "add" ? " + " : " * ")})`;
    case "least":
    case "greatest":
      return extremeSql(expression.kind, expression.of.map(of));
    case "subtract":
      return sql`(${of(expression.left)} - ${of(expression.right)})`;
    case "divide":
      return sql`(${of(expression.left)} / NULLIF(${of(expression.right)}, ${number(0)}))`;
    case "power":
      return sql`(CASE WHEN ${of(expression.left)} > ${number(0)} THEN ${call(dialect.functions.power, of(expression.left), of(expression.right))} END)`;
    case "negate":
      return sql`(- ${of(expression.of)})`;
    case "ln":
      return sql`(CASE WHEN ${of(expression.of)} > ${number(0)} THEN ${call(dialect.functions.ln, of(expression.of))} END)`;
    case "exp":
      return call(dialect.functions.exp, clamped(of(expression.of)));
    case "logistic": {
      const value = clamped(of(expression.of));
      const decay = call(dialect.functions.exp, sql`- ABS(${value})`);
      return sql`(CASE WHEN ${value} >= ${number(0)} THEN ${number(1)} / (${number(1)} + ${decay}) ELSE ${decay} / (${number(1)} + ${decay}) END)`;
    }
    case "absolute":
      return call("ABS", of(expression.of));
    case "floor":
      return call(dialect.functions.floor, of(expression.of));
    case "if":
      return sql`(CASE WHEN ${conditionSql(expression.when, of)} THEN ${of(expression.then)} ELSE ${of(expression.else)} END)`;
    case "otherwise":
      return sql`COALESCE(${of(expression.of)}, ${of(expression.missing)})`;
    default:
      throw new ClienteleError("invalid_score", "This kind of node does not exist in a score.", { path: "" });
  }
}

/** Between −700 and 700, NULL where the value is. */
function clamped(value: Fragment): Fragment {
  return sql`(CASE WHEN ${value} > ${number(700)} THEN ${number(700)} WHEN ${value} < ${number(-700)} THEN ${number(-700)} ELSE ${value} END)`;
}

/** Databases disagree on LEAST with NULL: spelled out, a missing value makes it missing. */
function extremeSql(kind: "least" | "greatest", values: readonly Fragment[]): Fragment {
  return values.reduce(
    (best, value) =>
      sql`(CASE WHEN ${best} IS NULL OR ${value} IS NULL THEN NULL WHEN ${best} ${raw(kind === "least" ? "<=" : ">=")} ${value} THEN ${best} ELSE ${value} END)`,
  );
}

function conditionSql(condition: ScoreCondition, of: (expression: ScoreExpression) => Fragment): Fragment {
  if (condition.is === "missing") return sql`${of(condition.of)} IS NULL`;
  const signs = { atLeast: ">=", moreThan: ">", atMost: "<=", lessThan: "<", equals: "=" } as const;
  return sql`COALESCE(${of(condition.left)} ${raw(signs[condition.is])} ${of(condition.right)}, FALSE)`;
}
