import { ClienteleError, type Problem } from "../../kernel/index.js";
import { isTimeZone, joinPath } from "../../kernel/internal.js";
import { type CatalogSource, type Metric, safeParseRule, standardCatalog } from "../../rules/index.js";
import type { ChurnSignal, SeverityCurve } from "./churn-signal.js";
import { type AlertRule, type ChurnBand, type ChurnPolicy, type ChurnPolicyDefinition, defaultBands } from "./churn-policy.js";
import { compilePolicy, type CompiledPolicy } from "./compile-policy.js";
import { isGrowing, isLength } from "./compile-signal.js";

const compiledPolicies = new WeakMap<ChurnPolicy, CompiledPolicy>();
const DEFAULT_ALERT: AlertRule = { raiseAt: 50, clearBelow: 35 };

/**
 * Checks a churn policy, fills in its defaults and freezes it. What comes back is plain data: to take it up again from JSON,
 * define it again. Time alone may only raise a severity, or change it in steps (windows): so that the next instant worth a
 * look can be told exactly.
 *
 * @param definition - signals, bands, alert
 * @param options - `schema`, where signals speak of the host's own interactions
 * @throws ClienteleError `invalid_churn_policy` with every problem and its path
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 }), supportUnresolved({ points: 40 })] });
 * policy.bands.map(({ id }) => id) // => ["low", "watch", "high", "critical"]
 */
export function defineChurnPolicy(
  definition: ChurnPolicyDefinition,
  options: { readonly schema?: CatalogSource | undefined } = {},
): ChurnPolicy {
  const source = options.schema ?? standardCatalog;
  const problems = problemsOf(definition, source);
  if (problems.length > 0) {
    const listed = problems.slice(0, 5).map(({ path, message }) => `${path || "(root)"}: ${message}`);
    const more = problems.length > 5 ? ` And ${problems.length - 5} more.` : "";
    throw new ClienteleError("invalid_churn_policy", `The policy is not valid. ${listed.join(" ")}${more}`, { problems });
  }
  const {
    id,
    version = 1,
    signals,
    bands = defaultBands,
    leastConfidence = 0.15,
    alert = DEFAULT_ALERT,
  } = structuredClone(definition);
  const policy: ChurnPolicy = { id, version, signals, bands: structuredClone(bands), leastConfidence, alert: { ...alert } };
  freeze(policy);
  compiledPolicies.set(policy, compilePolicy(policy, source));
  return policy;
}

/** A policy's signals, compiled. */
export function compiledPolicyOf(policy: ChurnPolicy): CompiledPolicy {
  const compiled = compiledPolicies.get(policy);
  if (compiled === undefined)
    throw new ClienteleError("undefined_churn_policy", "Pass what defineChurnPolicy returned, not a copy of it.", {
      policy: (policy as { id?: unknown } | null | undefined)?.id,
    });
  return compiled;
}

function problemsOf(definition: ChurnPolicyDefinition, source: CatalogSource): Problem[] {
  if (!isObject(definition)) return [{ path: "", message: "A policy is an object with an id and signals." }];
  const problems: Problem[] = [];
  const { id, version, signals, bands, leastConfidence, alert } = definition;
  if (!isText(id)) problems.push({ path: "id", message: "Give the policy an identifier." });
  if (version !== undefined && !(Number.isInteger(version) && version >= 1))
    problems.push({ path: "version", message: "A version is a whole number from 1." });
  if (leastConfidence !== undefined && !(leastConfidence >= 0 && leastConfidence <= 1))
    problems.push({ path: "leastConfidence", message: "A confidence is between 0 and 1." });
  if (bands !== undefined) problems.push(...problemsOfBands(bands));
  if (alert !== undefined && !(alert.clearBelow < alert.raiseAt && alert.clearBelow >= 0 && alert.raiseAt <= 100))
    problems.push({ path: "alert", message: "Clear below a score that is lower than the one that raises, both from 0 to 100." });
  if (alert?.restDays !== undefined && !(alert.restDays >= 0 && alert.restDays < Infinity))
    problems.push({ path: "alert.restDays", message: "A rest is not negative." });
  if (!Array.isArray(signals) || signals.length === 0)
    return [...problems, { path: "signals", message: "Give at least one signal." }];
  const known = new Set<string>();
  signals.forEach((signal: ChurnSignal, index) => {
    const path = `signals[${index}]`;
    if (!isObject(signal)) {
      problems.push({ path, message: "Describe the signal by an object." });
      return;
    }
    if (!isText(signal.id) || known.has(signal.id))
      problems.push({ path: joinPath(path, "id"), message: "Give every signal an identifier of its own." });
    known.add(signal.id);
    problems.push(...problemsOfSignal(signal, source).map((problem) => ({ ...problem, path: joinPath(path, problem.path) })));
  });
  return problems;
}

function problemsOfBands(bands: readonly ChurnBand[]): Problem[] {
  if (!Array.isArray(bands) || bands.length === 0) return [{ path: "bands", message: "Give at least one band." }];
  return bands.flatMap((band: ChurnBand, index) => {
    const path = `bands[${index}]`;
    const before = index === 0 ? undefined : (bands[index - 1] as ChurnBand).from;
    if (!isText(band?.id) || band.id === "unknown")
      return [{ path, message: "Give the band an identifier other than “unknown”." }];
    const rises = before === undefined ? band.from === 0 : band.from > before && band.from <= 100;
    return rises ? [] : [{ path, message: "Bands begin at 0 and ascend to at most 100." }];
  });
}

function problemsOfSignal(signal: ChurnSignal, source: CatalogSource): Problem[] {
  const problems: Problem[] = [];
  const { label, reason, points, severity, notBefore } = signal;
  if (!isObject(label) || !isObject(reason)) problems.push({ path: "label", message: "Give a label and a reason in words." });
  if (!(points > 0 && points <= 100)) problems.push({ path: "points", message: "Points are above 0 and at most 100." });
  const from = signal.source;
  if (!isObject(from)) return [...problems, { path: "source", message: "Say where the figure comes from." }];
  problems.push(...problemsOfCurve(severity));
  const metric = (path: string, of: Metric, growing: boolean): void => {
    const found = problemsOfMetric(of, source);
    problems.push(
      ...found.map((problem) => ({
        ...problem,
        path: problem.path === "" ? `source.${path}` : `source.${path}.${problem.path}`,
      })),
    );
    if (found.length === 0 && !growing && isGrowing(of))
      problems.push({ path: `source.${path}`, message: "A time since stands alone, so that its severity can be foreseen." });
  };
  switch (from.kind) {
    case "metric":
      metric("metric", from.metric, true);
      if (isObject(from.metric) && isGrowing(from.metric) && !isMonotone(severity, 1))
        problems.push({
          path: "severity",
          message: "The severity of a time since only rises; count in a window what is to fade.",
        });
      if (from.unit !== undefined && isObject(from.metric) && !isLength(from.metric))
        problems.push({ path: "source.unit", message: "Only a length of time has a unit." });
      break;
    case "ratio":
      metric("of", from.of, false);
      metric("to", from.to, false);
      break;
    case "difference":
      metric("of", from.of, false);
      metric("less", from.less, false);
      break;
    case "rhythm":
      metric("types", { measure: "timeSinceLast", types: from.types }, true);
      problems.push(...problemsOfRhythm(from.rhythm));
      if (!isMonotone(severity, -1) || !severity.every(([tail]) => tail > 0 && tail < 1))
        problems.push({ path: "severity", message: "The curve of a rhythm goes over chances between 0 and 1, and falls." });
      break;
    case "column":
      if (!isText(from.name)) problems.push({ path: "source.name", message: "Name the column." });
      break;
    default:
      problems.push({ path: "source.kind", message: "A source is metric, ratio, difference, rhythm or column." });
  }
  if (notBefore !== undefined) metric("notBefore", { measure: "timeSinceFirst", types: notBefore.types }, true);
  return problems;
}

function problemsOfMetric(metric: Metric, source: CatalogSource): readonly Problem[] {
  const check = (value: number | { readonly days: number }) =>
    safeParseRule({ version: 1, kind: "metric", metric, test: { is: "atLeast", value } }, { schema: source });
  // A length of time is compared with a duration, a number with a number: either is one to count with.
  const asNumber = check(0);
  if (asNumber.ok || check({ days: 1 }).ok) return [];
  return asNumber.problems.map((problem) =>
    problem.path.startsWith("metric")
      ? { ...problem, path: problem.path.slice("metric.".length) }
      : { path: "", message: "A signal needs a number or a length of time; this metric is neither." },
  );
}

function problemsOfRhythm(rhythm: unknown): Problem[] {
  if (!isObject(rhythm)) return [{ path: "source.rhythm", message: "Give the rhythm that fitPurchaseRhythm learned." }];
  const { mean, within, between, degrees, zone } = rhythm;
  const isPositive = (value: unknown): boolean => typeof value === "number" && value > 0 && value < Infinity;
  const isSound = Number.isFinite(mean) && [within, between, degrees].every(isPositive) && isText(zone) && isTimeZone(zone);
  return isSound
    ? []
    : [{ path: "source.rhythm", message: "A rhythm has a finite mean, positive variances and degrees, and a zone." }];
}

function problemsOfCurve(curve: SeverityCurve): Problem[] {
  const isSound =
    Array.isArray(curve) &&
    curve.length >= 1 &&
    (curve as SeverityCurve).every(
      ([figure, severity], knot, all) =>
        Number.isFinite(figure) && severity >= 0 && severity <= 1 && (knot === 0 || figure > all[knot - 1]![0]),
    );
  return isSound
    ? []
    : [{ path: "severity", message: "A curve has points [figure, severity], figures ascending, severities 0 to 1." }];
}

function isMonotone(curve: SeverityCurve, sign: 1 | -1): boolean {
  if (!Array.isArray(curve)) return true;
  const severities = (curve as SeverityCurve).map(([, severity]) => severity);
  return severities.every((severity, knot) => knot === 0 || sign * (severity - severities[knot - 1]!) >= 0);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
