import { ClienteleError, MILLISECONDS_PER } from "../../../kernel/index.js";
import { constantOf } from "../../language/figure-constant.js";
import type { Figure, FigureComparison, FiguresExpression } from "../../language/expression.js";
import { decimalsOf, type FigureUnit, type FigureValue, unitOf } from "../../language/figures.js";
import { fieldsOf } from "../../language/metric-value.js";
import type { SqlDialect } from "../dialects/dialect.js";
import { type Fragment, number, raw, sql, text } from "../dialects/fragment.js";
import type { HistorySql } from "../history/history-leaves.js";
import type { HistoryContext } from "../history/history-sql.js";
import { unsupported } from "../dialects/unsupported.js";
import { truth } from "../tests/test-sql.js";

const signs: Readonly<Record<FigureComparison, string>> = {
  equals: "=",
  notEquals: "<>",
  atLeast: ">=",
  moreThan: ">",
  atMost: "<=",
  lessThan: "<",
};

/** Returns a comparison of two figures. Never NULL. */
export function figuresSql(context: HistoryContext, history: HistorySql, node: FiguresExpression): Fragment {
  const { left, right, is } = node;
  requireOneKind(context, [left, right]);
  return truth(sql`(${figureSql(context, history, left)} ${raw(signs[is])} ${figureSql(context, history, right)})`);
}

/** Returns a figure as a double that is NULL where it is missing: a date in days since 1970, a length of time in milliseconds. */
function figureSql(context: HistoryContext, history: HistorySql, figure: Figure): Fragment {
  const { catalog, dialect } = context;
  if ("sum" in figure) return addedSql(context, history, figure, figure.sum, "+");
  if ("difference" in figure) {
    requireOneKind(context, figure.difference);
    if (unitOf(figure.difference[1], fieldsOf(catalog)) !== "date")
      return addedSql(context, history, figure, figure.difference, "-");
    const [one, other] = figure.difference.map((part) => figureSql(context, history, part)) as [Fragment, Fragment];
    return sql`((${one} - ${other}) * ${number(MILLISECONDS_PER.days)})`;
  }
  if ("ratio" in figure) {
    const [over, under] = figure.ratio.map((part) => figureSql(context, history, part)) as [Fragment, Fragment];
    return sql`(${over} / NULLIF(${under}, ${number(0)}))`;
  }
  if ("value" in figure) return sql`${number(constantOf(figure))}`;
  const value = valueSql(context, history, figure);
  return unitOf(figure, fieldsOf(catalog)) === "date" ? dayNumber(dialect, value) : dialect.toDouble(value);
}

function valueSql(context: HistoryContext, history: HistorySql, figure: Exclude<FigureValue, { value: unknown }>): Fragment {
  if ("metric" in figure) return history.metric(figure.metric);
  const value = context.attribute(figure.attribute);
  const path = context.catalog.attributes[figure.attribute]!.currency;
  if (figure.currency === undefined || path === undefined) return value;
  return sql`(CASE WHEN ${context.attribute(path)} = ${text(figure.currency)} THEN ${value} END)`;
}

/** Adds parts as integers that are scaled by their decimals, and divides once. */
function addedSql(
  context: HistoryContext,
  history: HistorySql,
  figure: Figure,
  parts: readonly Figure[],
  sign: "+" | "-",
): Fragment {
  const { dialect, catalog, approximate } = context;
  const decimals = decimalsOf(figure, fieldsOf(catalog));
  if (decimals === undefined && !approximate)
    throw new ClienteleError(
      "inexact_sum",
      "A sum or difference has a part without declared decimals. Declare them, or pass `approximate: true`.",
      { property: parts.map(nameOf).find((name) => name !== undefined) ?? "figures" },
    );
  const scale = 10 ** (decimals ?? 0);
  const scaled = (part: Figure): Fragment => {
    const value = figureSql(context, history, part);
    if (decimals === undefined) return value;
    return sql`${raw(dialect.functions.floor)}(${value} * ${number(scale)} + ${number(0.5)})`;
  };
  const total = parts.map(scaled).reduce((left, right) => sql`${left} ${raw(sign)} ${right}`);
  return sql`((${total}) / ${number(scale)})`;
}

function nameOf(figure: Figure): string | undefined {
  return "attribute" in figure ? figure.attribute : "metric" in figure ? figure.metric.property : undefined;
}

/** A date and an instant meet in a zone, whose table of offsets would be bound once for each of them. */
function requireOneKind({ dialect, catalog }: HistoryContext, parts: readonly [Figure, Figure]): void {
  const [one, other] = parts.map((part) => unitOf(part, fieldsOf(catalog))) as [FigureUnit, FigureUnit];
  if (one !== other && (one === "date" || other === "date"))
    throw unsupported(
      dialect,
      "zone",
      "A comparison of a date with an instant has no SQL form. Store both as dates or both as instants.",
    );
}

/** Returns the days from 1970-01-01 to a date, by the arithmetic of the proleptic Gregorian calendar. */
function dayNumber(dialect: SqlDialect, date: Fragment): Fragment {
  const digits = (from: number, length: number): Fragment =>
    dialect.toDouble(dialect.digitsToInteger(dialect.substring(date, from, length)));
  const floor = (value: Fragment): Fragment => sql`${raw(dialect.functions.floor)}(${value})`;
  const month = digits(6, 2);
  // Years begin in March, so that a leap day is the last of its year.
  const year = sql`(${digits(1, 4)} - (CASE WHEN ${month} <= ${number(2)} THEN ${number(1)} ELSE ${number(0)} END))`;
  const monthOfYear = sql`(${month} + (CASE WHEN ${month} <= ${number(2)} THEN ${number(9)} ELSE ${number(-3)} END))`;
  const leapDays = sql`${floor(sql`${year} / ${number(4)}`)} - ${floor(sql`${year} / ${number(100)}`)} + ${floor(sql`${year} / ${number(400)}`)}`;
  const daysBefore = floor(sql`(${monthOfYear} * ${number(153)} + ${number(2)}) / ${number(5)}`);
  return sql`(${year} * ${number(365)} + ${leapDays} + ${daysBefore} + ${digits(9, 2)} - ${number(719_469)})`;
}
