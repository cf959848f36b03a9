import { isCalendarDate, joinPath } from "../../kernel/internal.js";
import type { Figure, FiguresExpression } from "../language/expression.js";
import {
  areComparable,
  type FigureUnit,
  isPredictable,
  lacksCurrency,
  motionOf,
  needsZone,
  partsOf,
  unitOf,
} from "../language/figures.js";
import { fieldsOf } from "../language/metric-value.js";
import { checkMetric } from "./check-metric.js";
import { checkAttributePath } from "./check-reference.js";
import { checkDuration, checkInstant, checkZone } from "./check-scalar.js";
import { checkKeys, checkList, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

const COMPARISONS = ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan"];

/** Checks a comparison of two figures. */
export function checkFigures(
  check: RuleCheck,
  node: Record<string, unknown>,
  path: string,
  keys: readonly string[],
  depth: number,
): void {
  if (!checkKeys(check, node, path, [...keys, "left", "is", "right", "zone?"])) return;
  const { length } = check.problems;
  if (!COMPARISONS.includes(node.is as string))
    report(check, joinPath(path, "is"), "Unknown comparison.", suggestion(node.is, COMPARISONS));
  const left = checkFigure(check, node.left, joinPath(path, "left"), depth);
  const right = checkFigure(check, node.right, joinPath(path, "right"), depth);
  if (Object.hasOwn(node, "zone")) checkZone(check, node.zone, joinPath(path, "zone"));
  if (check.problems.length > length) return;
  const figures = node as unknown as FiguresExpression;
  if (!isPredictable(motionOf(figures.left), motionOf(figures.right)))
    report(
      check,
      path,
      "Time moves these figures in a way whose next change cannot be found.",
      "Compare one ratio of lengths of time with a constant, or lengths of time with each other.",
    );
  if (left === undefined || right === undefined) return;
  if (!areComparable(left, right))
    report(check, joinPath(path, "right"), `${named(right)} cannot be compared with ${named(left, false)}.`);
  else checkZoneOfFigures(check, figures, path);
}

/** A zone is needed exactly where a date meets an instant. */
function checkZoneOfFigures(check: RuleCheck, figures: FiguresExpression, path: string): void {
  const place = joinPath(path, "zone");
  if (needsZone(figures, fieldsOf(check.catalog!))) {
    if (figures.zone === undefined)
      report(check, place, "A date and an instant can only be compared in a time zone.", 'Add { zone: "Asia/Shanghai" }.');
  } else if (figures.zone !== undefined) report(check, place, "Only a date that is compared with an instant needs a time zone.");
}

const KINDS = ["attribute", "metric", "value", "sum", "difference", "ratio"] as const;

/** Checks a figure, and returns its unit if a catalog tells it. */
function checkFigure(check: RuleCheck, value: unknown, path: string, depth: number): FigureUnit | undefined {
  const { depth: maxDepth, nodes: maxNodes } = check.bounds;
  check.nodes++;
  if (depth > maxDepth || check.nodes > maxNodes) {
    report(check, path, `A rule must have at most ${maxDepth} nested levels and at most ${maxNodes} nodes.`);
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    reportWrong(
      check,
      path,
      "a figure such as { attribute }, { metric }, { value }, { sum }, { difference } or { ratio }",
      value,
    );
    return undefined;
  }
  const kind = KINDS.find((each) => Object.hasOwn(value, each));
  if (kind === undefined) {
    report(check, path, "Unknown figure.", suggestion(Object.keys(value)[0], KINDS));
    return undefined;
  }
  const { length } = check.problems;
  if (!shapes[kind](check, value as Record<string, unknown>, path, depth)) return undefined;
  if (check.problems.length > length || check.catalog === undefined) return undefined;
  const figure = value as Figure;
  const unit = unitOf(figure, fieldsOf(check.catalog));
  if (unit === undefined) reportUnit(check, figure, path);
  return unit;
}

type Shape = (check: RuleCheck, figure: Record<string, unknown>, path: string, depth: number) => boolean;

const pair =
  (key: "difference" | "ratio"): Shape =>
  (check, figure, path, depth) => {
    const place = joinPath(path, key);
    if (!checkKeys(check, figure, path, [key]) || !checkList(check, figure[key], place, 2)) return false;
    if (figure[key].length > 2) report(check, place, `Must be a list of 2 items, got ${figure[key].length}.`);
    figure[key].forEach((part, index) => checkFigure(check, part, `${place}[${index}]`, depth + 1));
    return true;
  };

const shapes: Readonly<Record<(typeof KINDS)[number], Shape>> = {
  attribute: (check, figure, path) => {
    if (!checkKeys(check, figure, path, ["attribute", "currency?"])) return false;
    const field = checkAttributePath(check, figure.attribute, joinPath(path, "attribute"));
    checkCurrency(check, figure, path);
    if (field !== undefined && field.currency === undefined && Object.hasOwn(figure, "currency"))
      report(check, joinPath(path, "currency"), "A currency needs an attribute that is an amount of money.");
    return true;
  },
  metric: (check, figure, path) => {
    if (!checkKeys(check, figure, path, ["metric"])) return false;
    checkMetric(check, figure.metric, joinPath(path, "metric"));
    return true;
  },
  value: (check, figure, path) => {
    if (!checkKeys(check, figure, path, ["value", "currency?"])) return false;
    const place = joinPath(path, "value");
    const { value } = figure;
    if (typeof value === "object" && value !== null) checkDuration(check, value, place);
    else if (typeof value === "string") {
      if (!isCalendarDate(value)) checkInstant(check, value, place);
    } else if (typeof value !== "number" || !Number.isFinite(value))
      reportWrong(check, place, "a finite number, a duration, a date or an instant", value);
    checkCurrency(check, figure, path);
    if (Object.hasOwn(figure, "currency") && typeof value !== "number")
      report(check, joinPath(path, "currency"), "A currency needs a number, in minor units.");
    return true;
  },
  sum: (check, figure, path, depth) => {
    const place = joinPath(path, "sum");
    if (!checkKeys(check, figure, path, ["sum"]) || !checkList(check, figure.sum, place, 2)) return false;
    figure.sum.forEach((part, index) => checkFigure(check, part, `${place}[${index}]`, depth + 1));
    return true;
  },
  difference: pair("difference"),
  ratio: pair("ratio"),
};

function checkCurrency(check: RuleCheck, figure: Record<string, unknown>, path: string): void {
  if (Object.hasOwn(figure, "currency") && (typeof figure.currency !== "string" || !/^[A-Z]{3}$/.test(figure.currency)))
    reportWrong(check, joinPath(path, "currency"), 'an ISO 4217 code such as "EUR"', figure.currency);
}

/** Reports why a figure has no unit. The figures that it is computed from have one. */
function reportUnit(check: RuleCheck, figure: Figure, path: string): void {
  if ("attribute" in figure || "metric" in figure) {
    if ("metric" in figure && lacksCurrency(figure.metric, fieldsOf(check.catalog!)))
      report(
        check,
        joinPath(path, "metric.currency"),
        "An amount of money needs a currency to be compared.",
        'Add { currency: "USD" }.',
      );
    else report(check, path, "Only numbers, amounts of money, lengths of time, dates and instants can be compared as figures.");
    return;
  }
  const units = partsOf(figure).map((part) => named(unitOf(part, fieldsOf(check.catalog!))!, false));
  const name = "sum" in figure ? "sum" : "difference" in figure ? "difference" : "ratio";
  report(check, joinPath(path, name), `There is no ${name} of ${units.join(" and ")}.`);
}

const names: Readonly<Record<string, string>> = {
  number: "a number",
  duration: "a length of time",
  date: "a date",
  instant: "an instant",
};

function named(unit: FigureUnit, capital = true): string {
  const name = names[unit] ?? unit.replace("money", "an amount of money in").replace("in in", "in the currency of");
  return capital ? `${name[0]!.toUpperCase()}${name.slice(1)}` : name;
}
