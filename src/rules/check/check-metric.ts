import { joinPath } from "../../kernel/internal.js";
import type { ValueType } from "../language/catalog.js";
import { checkProperty, checkTypes } from "./check-reference.js";
import { checkZone } from "./check-scalar.js";
import { checkTest } from "./check-test.js";
import { checkWindow } from "./check-window.js";
import type { Measure, Metric } from "../language/expression.js";
import { measures, metricType } from "../language/metric-value.js";
import { checkKeys, checkList, report, type RuleCheck, suggestion } from "./rule-check.js";

const whereKinds = ["all", "any", "not", "property", "channel"];

/** Conditions on the properties of interactions of some types. */
export function checkWhere(
  check: RuleCheck,
  value: unknown,
  path: string,
  types: readonly string[] | undefined,
  depth: number,
): void {
  check.nodes++;
  if (depth > check.bounds.depth || check.nodes > check.bounds.nodes) {
    report(check, path, `A rule is at most ${check.bounds.depth} nodes deep and has at most ${check.bounds.nodes}.`);
    return;
  }
  const kind: unknown =
    typeof value === "object" && value !== null && Object.hasOwn(value, "kind") ? (value as { kind?: unknown }).kind : undefined;
  switch (kind) {
    case "all":
    case "any":
      if (checkKeys(check, value, path, ["kind", "of"]) && checkList(check, value.of, joinPath(path, "of"), 1)) {
        value.of.forEach((part, index) => checkWhere(check, part, `${joinPath(path, "of")}[${index}]`, types, depth + 1));
      }
      break;
    case "not":
      if (checkKeys(check, value, path, ["kind", "of"])) checkWhere(check, value.of, joinPath(path, "of"), types, depth + 1);
      break;
    case "channel":
      if (checkKeys(check, value, path, ["kind", "test"])) checkTest(check, value.test, joinPath(path, "test"), "text", true);
      break;
    case "property":
      if (checkKeys(check, value, path, ["kind", "path", "test"])) {
        const field = checkProperty(check, value.path, joinPath(path, "path"), types);
        checkTest(check, value.test, joinPath(path, "test"), field?.type, true);
      }
      break;
    default:
      report(
        check,
        joinPath(path, "kind"),
        "Conditions on an interaction are all, any, not, property or channel.",
        suggestion(kind, whereKinds),
      );
  }
}

/** A figure over the history; the type of what it yields, where a catalog tells. */
export function checkMetric(check: RuleCheck, value: unknown, path: string): ValueType | undefined {
  if (!checkKeys(check, value, path, ["measure", "types?", "property?", "currency?", "where?", "window?", "zone?"]))
    return undefined;
  const { measure } = value;
  if (typeof measure !== "string" || !Object.hasOwn(measures, measure)) {
    report(check, joinPath(path, "measure"), "This measure does not exist.", suggestion(measure, Object.keys(measures)));
    return undefined;
  }
  const before = check.problems.length;
  if (measure === "knownFor") {
    checkKeys(check, value, path, ["measure"]);
    return "duration";
  }
  const types = checkTypes(check, value.types, joinPath(path, "types")) ? value.types : undefined;
  if (Object.hasOwn(value, "where")) checkWhere(check, value.where, joinPath(path, "where"), types, 1);
  if (Object.hasOwn(value, "window")) checkWindow(check, value.window, joinPath(path, "window"));
  if (measure === "trend" && !isRolling(value.window))
    report(check, joinPath(path, "window"), "A trend compares a rolling window with the one before.", "Add .last({ days: 30 }).");
  if (measure === "daysActive") checkZone(check, value.zone, joinPath(path, "zone"));
  else if (Object.hasOwn(value, "zone")) report(check, joinPath(path, "zone"), "Only daysActive counts days of a zone.");
  checkMetricProperty(check, value, path, measure as Measure, types);
  if (check.catalog === undefined || check.problems.length > before) return undefined;
  return metricType(check.catalog, value as unknown as Metric);
}

function isRolling(window: unknown): boolean {
  return (
    typeof window === "object" &&
    window !== null &&
    Object.hasOwn(window, "kind") &&
    (window as { kind: unknown }).kind === "last"
  );
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
  const given = Object.hasOwn(metric, "property");
  if (given && use === "none") report(check, place, `The measure ${measure} takes no property.`);
  if (!given) {
    if (use === "required") report(check, place, `The measure ${measure} needs a property.`);
    if (Object.hasOwn(metric, "currency"))
      report(check, joinPath(path, "currency"), "A currency goes with a property that is an amount.");
    return;
  }
  // Its form counts without a catalog too: what the rule is parsed by at an editor's door.
  if (Object.hasOwn(metric, "currency") && (typeof metric.currency !== "string" || !/^[A-Z]{3}$/.test(metric.currency)))
    report(check, joinPath(path, "currency"), "Use an ISO 4217 code of three capital letters.");
  const field = checkProperty(check, metric.property, place, types);
  if (field === undefined) return;
  if (propertyTypes !== undefined && !propertyTypes.includes(field.type)) {
    report(check, place, `The measure ${measure} works on ${propertyTypes.join(", ")}; this property is ${field.type}.`);
  }
  const adds = measure === "sum" || measure === "average" || measure === "trend";
  if (field.currency !== undefined && adds && !Object.hasOwn(metric, "currency")) {
    report(
      check,
      joinPath(path, "currency"),
      "A sum over money names its currency; amounts of others count as missing.",
      'Add { currency: "USD" }.',
    );
  }
  if (Object.hasOwn(metric, "currency") && field.currency === undefined)
    report(check, joinPath(path, "currency"), "This property is no amount of money.");
}
