import { joinPath } from "../../kernel/internal.js";
import type { ValueType } from "../language/catalog.js";
import type { Measure, Metric } from "../language/expression.js";
import { measures, metricType } from "../language/metric-value.js";
import { isBusinessDuration } from "../language/span.js";
import { checkProperty, checkTypes } from "./check-reference.js";
import { checkDuration, checkRuleDuration, checkUnit, checkZone } from "./check-scalar.js";
import { checkSame, checkStep } from "./check-step.js";
import { checkWhere } from "./check-where.js";
import { checkWindow } from "./check-window.js";
import { checkKeys, ownKey, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

const METRIC_KEYS = ["types?", "property?", "currency?", "where?", "window?", "zone?", "periods?"];
/** Keys of `unanswered` alone. */
const ANSWER_KEYS = ["answer?", "same?", "openFor?"];

/** Checks a metric, and returns the type of its value if a catalog tells it. */
export function checkMetric(check: RuleCheck, value: unknown, path: string): ValueType | undefined {
  if (!checkKeys(check, value, path, ["measure", ...METRIC_KEYS, ...ANSWER_KEYS])) return undefined;
  const { measure } = value;
  if (typeof measure !== "string" || !Object.hasOwn(measures, measure)) {
    report(check, joinPath(path, "measure"), "Unknown measure.", suggestion(measure, Object.keys(measures)));
    return undefined;
  }
  const before = check.problems.length;
  if (measure === "knownFor") {
    checkKeys(check, value, path, ["measure"]);
    return "duration";
  }
  const types = checkTypes(check, value.types, joinPath(path, "types")) ? value.types : undefined;
  if (Object.hasOwn(value, "where")) checkWhere(check, value.where, joinPath(path, "where"), types);
  if (Object.hasOwn(value, "window")) checkWindow(check, value.window, joinPath(path, "window"));
  if (measure === "trend" && ownKey(value.window, "kind") !== "last")
    report(check, joinPath(path, "window"), 'The measure "trend" needs a rolling window.', "Add .last({ days: 30 }).");
  if (measure === "trend" && isBusinessDuration((value.window as { duration?: unknown } | undefined)?.duration))
    report(check, joinPath(path, "window.duration"), 'The measure "trend" needs a window of exact length.');
  if (measure === "daysActive") checkZone(check, value.zone, joinPath(path, "zone"));
  else if (Object.hasOwn(value, "zone"))
    report(check, joinPath(path, "zone"), `The measure "${measure}" has no zone; only "daysActive" does.`);
  checkAnswer(check, value, path, measure as Measure, types);
  checkPeriods(check, value, path, measure as Measure);
  checkMetricProperty(check, value, path, measure as Measure, types);
  if (check.catalog === undefined || check.problems.length > before) return undefined;
  return metricType(check.catalog, value as unknown as Metric);
}

/** Checks what answers the interactions that `unanswered` counts. */
function checkAnswer(
  check: RuleCheck,
  metric: Record<string, unknown>,
  path: string,
  measure: Measure,
  types: readonly string[] | undefined,
): void {
  if (measure !== "unanswered") {
    for (const key of ANSWER_KEYS.map((each) => each.slice(0, -1)).filter((each) => Object.hasOwn(metric, each)))
      report(check, joinPath(path, key), `The measure "${measure}" has no \`${key}\`; only "unanswered" does.`);
    return;
  }
  const place = joinPath(path, "answer");
  if (!Object.hasOwn(metric, "answer")) {
    report(check, place, 'The measure "unanswered" needs an answer.', 'Add what answers it: { types: ["ticket.resolved"] }.');
    return;
  }
  const answerTypes = checkStep(check, metric.answer, place, false);
  if (Object.hasOwn(metric, "same")) checkSame(check, metric.same, joinPath(path, "same"), [types, answerTypes]);
  if (Object.hasOwn(metric, "openFor")) checkRuleDuration(check, metric.openFor, joinPath(path, "openFor"));
}

/** Largest number of periods. */
const MAX_PERIODS = 100;

function checkPeriods(check: RuleCheck, metric: Record<string, unknown>, path: string, measure: Measure): void {
  const place = joinPath(path, "periods");
  const { periods } = metric;
  if (measure !== "fewestPerPeriod") {
    if (Object.hasOwn(metric, "periods"))
      report(check, place, `The measure "${measure}" has no periods; only "fewestPerPeriod" does.`);
    return;
  }
  if (Object.hasOwn(metric, "window"))
    report(check, joinPath(path, "window"), 'The measure "fewestPerPeriod" has periods instead of a window.');
  const isCalendar = typeof periods === "object" && periods !== null && Object.hasOwn(periods, "unit");
  if (!checkKeys(check, periods, place, isCalendar ? ["count", "unit", "zone"] : ["count", "duration"])) return;
  const { count } = periods;
  if (!Number.isInteger(count) || (count as number) < 1 || (count as number) > MAX_PERIODS)
    reportWrong(check, joinPath(place, "count"), `an integer from 1 to ${MAX_PERIODS}`, count);
  if (!isCalendar) {
    checkDuration(check, periods.duration, joinPath(place, "duration"));
    return;
  }
  checkUnit(check, periods.unit, joinPath(place, "unit"));
  checkZone(check, periods.zone, joinPath(place, "zone"));
}

function checkMetricProperty(
  check: RuleCheck,
  metric: Record<string, unknown>,
  path: string,
  measure: Measure,
  types: readonly string[] | undefined,
): void {
  const { property: use, propertyTypes } = measures[measure];
  const place = joinPath(path, "property");
  const currencyPlace = joinPath(path, "currency");
  const hasCurrency = Object.hasOwn(metric, "currency");
  const hasProperty = Object.hasOwn(metric, "property");
  if (hasProperty && use === "none") report(check, place, `The measure "${measure}" does not take a property.`);
  if (!hasProperty) {
    if (use === "required") report(check, place, `The measure "${measure}" needs a property.`);
    if (hasCurrency) report(check, currencyPlace, "A currency needs a property that is an amount of money.");
    return;
  }
  // Checked without a catalog too: an editor parses by form alone.
  if (hasCurrency && (typeof metric.currency !== "string" || !/^[A-Z]{3}$/.test(metric.currency)))
    reportWrong(check, currencyPlace, 'an ISO 4217 code such as "EUR"', metric.currency);
  const field = checkProperty(check, metric.property, place, types);
  if (field === undefined) return;
  if (propertyTypes !== undefined && !propertyTypes.includes(field.type))
    report(check, place, `The measure "${measure}" needs a property of type ${propertyTypes.join(", ")}, not ${field.type}.`);
  const adds = measure === "sum" || measure === "average" || measure === "trend";
  if (field.currency !== undefined && adds && !hasCurrency) {
    const message = "A sum of money needs a currency; amounts in other currencies count as missing.";
    report(check, currencyPlace, message, 'Add { currency: "USD" }.');
  }
  if (hasCurrency && field.currency === undefined)
    report(check, currencyPlace, "A currency needs a property that is an amount of money.");
}
