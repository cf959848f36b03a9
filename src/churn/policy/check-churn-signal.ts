import type { Problem } from "../../kernel/index.js";
import { isTimeZone, joinPath } from "../../kernel/internal.js";
import { type CatalogSource, type Metric, safeParseRule } from "../../rules/index.js";
import { unknownKeys } from "../../rules/internal.js";
import type { ChurnSignal, SeverityCurve } from "./churn-signal.js";
import { isGrowing, isLength } from "./compile-signal.js";
import { isObject, isText } from "./definition-values.js";

const SIGNAL_KEYS = ["id", "label", "reason", "cause", "source", "severity", "points", "notBefore", "evidence"];
const GUARD_KEYS = ["types", "after"];
const RHYTHM_KEYS = ["kind", "version", "zone", "mean", "within", "between", "degrees"];
const SOURCE_KEYS: Readonly<Record<string, readonly string[]>> = {
  metric: ["kind", "metric", "unit"],
  ratio: ["kind", "of", "to"],
  difference: ["kind", "of", "less"],
  rhythm: ["kind", "types", "rhythm"],
  column: ["kind", "name"],
};

/** Lists everything that is wrong with a signal, except its identifier; paths start at the signal. */
export function checkChurnSignal(signal: ChurnSignal, catalog: CatalogSource): Problem[] {
  const problems = unknownKeys(signal, SIGNAL_KEYS);
  const { label, reason, points, severity, notBefore, evidence, source } = signal;
  if (!isObject(label)) problems.push({ path: "label", message: "Must be a text in English and Chinese." });
  if (!isObject(reason)) problems.push({ path: "reason", message: "Must be a text in English and Chinese." });
  if (!(points > 0 && points <= 100)) problems.push({ path: "points", message: "Must be a number above 0 and at most 100." });
  if (evidence !== undefined && evidence !== "always" && evidence !== "when-raised")
    problems.push({ path: "evidence", message: 'Must be "always" or "when-raised".' });
  if (!isObject(source)) return [...problems, { path: "source", message: "Must be an object with a `kind`." }];
  problems.push(...checkCurve(severity), ...checkSource(signal, catalog));
  if (notBefore === undefined) return problems;
  if (!isObject(notBefore)) return [...problems, { path: "notBefore", message: "Must be an object with `types` and `after`." }];
  problems.push(...unknownKeys(notBefore, GUARD_KEYS, "notBefore"));
  problems.push(...checkMetric("notBefore", { measure: "timeSinceFirst", types: notBefore.types }, catalog));
  return problems;
}

function checkSource({ source, severity }: ChurnSignal, catalog: CatalogSource): Problem[] {
  const problems = Object.hasOwn(SOURCE_KEYS, source.kind) ? unknownKeys(source, SOURCE_KEYS[source.kind]!, "source") : [];
  /** A part of a ratio or a difference: a metric that grows with time has no place in it. */
  const part = (key: string, metric: Metric): void => {
    const found = checkMetric(`source.${key}`, metric, catalog);
    problems.push(...found);
    if (found.length === 0 && isGrowing(metric)) {
      const message = "A time since an interaction must be a signal of its own; otherwise the next change cannot be computed.";
      problems.push({ path: `source.${key}`, message });
    }
  };
  switch (source.kind) {
    case "metric":
      problems.push(...checkMetric("source.metric", source.metric, catalog));
      if (isObject(source.metric) && isGrowing(source.metric) && !isMonotone(severity, 1)) {
        const message = "The severity of a time since an interaction must never fall; to let it fade, count in a window.";
        problems.push({ path: "severity", message });
      }
      if (source.unit !== undefined && isObject(source.metric) && !isLength(source.metric))
        problems.push({ path: "source.unit", message: "Only a length of time takes a unit." });
      break;
    case "ratio":
      part("of", source.of);
      part("to", source.to);
      break;
    case "difference":
      part("of", source.of);
      part("less", source.less);
      break;
    case "rhythm":
      problems.push(...checkMetric("source", { measure: "timeSinceLast", types: source.types }, catalog));
      problems.push(...checkRhythm(source.rhythm));
      if (!isMonotone(severity, -1) || !severity.every(([tail]) => tail > 0 && tail < 1))
        problems.push({ path: "severity", message: "The curve of a rhythm must fall over probabilities between 0 and 1." });
      break;
    case "column":
      if (!isText(source.name)) problems.push({ path: "source.name", message: "Must be a text that is not empty." });
      break;
    default:
      problems.push({ path: "source.kind", message: 'Must be "metric", "ratio", "difference", "rhythm" or "column".' });
  }
  return problems;
}

function checkMetric(path: string, metric: Metric, schema: CatalogSource): readonly Problem[] {
  const check = (value: number | { readonly days: number }) =>
    safeParseRule({ version: 1, kind: "metric", metric, test: { is: "atLeast", value } }, { schema });
  // A length of time is compared with a duration, a number with a number: both can be computed with.
  const asNumber = check(0);
  if (asNumber.ok || check({ days: 1 }).ok) return [];
  return asNumber.problems.map((problem): Problem => {
    if (!problem.path.startsWith("metric")) return { path, message: "Must be a metric that gives a number or a length of time." };
    const inside = problem.path.slice("metric.".length);
    return { ...problem, path: inside === "" ? path : joinPath(path, inside) };
  });
}

function checkRhythm(rhythm: unknown): Problem[] {
  const path = "source.rhythm";
  if (!isObject(rhythm)) return [{ path, message: "Must be a rhythm from `fitPurchaseRhythm`." }];
  const problems = unknownKeys(rhythm, RHYTHM_KEYS, path);
  const { mean, within, between, degrees, zone } = rhythm;
  const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0 && value < Infinity;
  const isSound = Number.isFinite(mean) && [within, between, degrees].every(isPositive) && isText(zone) && isTimeZone(zone);
  if (!isSound) {
    const message = "Must have a finite `mean`, positive `within`, `between` and `degrees`, and a time zone.";
    problems.push({ path, message });
  }
  return problems;
}

function checkCurve(curve: SeverityCurve): Problem[] {
  const isPoint = (point: unknown): boolean =>
    Array.isArray(point) && point.length === 2 && Number.isFinite(point[0]) && point[1] >= 0 && point[1] <= 1;
  const isSound =
    Array.isArray(curve) &&
    curve.length >= 1 &&
    (curve as SeverityCurve).every((point, knot, all) => isPoint(point) && (knot === 0 || point[0] > all[knot - 1]![0]));
  if (isSound) return [];
  const message = "Must be points [figure, severity] with strictly increasing figures and severities from 0 to 1.";
  return [{ path: "severity", message }];
}

function isMonotone(curve: SeverityCurve, sign: 1 | -1): boolean {
  if (!Array.isArray(curve)) return true;
  const severities = (curve as SeverityCurve).map(([, severity]) => severity);
  return severities.every((severity, knot) => knot === 0 || sign * (severity - severities[knot - 1]!) >= 0);
}
