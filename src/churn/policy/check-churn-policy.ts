import type { Problem } from "../../kernel/index.js";
import { joinPath } from "../../kernel/internal.js";
import type { CatalogSource } from "../../rules/index.js";
import { unknownKeys } from "../../rules/internal.js";
import { checkChurnSignal } from "./check-churn-signal.js";
import type { AlertRule, ChurnBand, ChurnPolicyDefinition } from "./churn-policy.js";
import type { ChurnSignal } from "./churn-signal.js";
import { isObject, isText } from "./definition-values.js";

const POLICY_KEYS = ["id", "version", "signals", "bands", "minKnownShare", "alert"];
const BAND_KEYS = ["id", "label", "from"];
const ALERT_KEYS = ["raiseAt", "clearBelow", "restDays"];

/** Lists everything that is wrong with a policy. */
export function checkChurnPolicy(definition: ChurnPolicyDefinition, source: CatalogSource): Problem[] {
  if (!isObject(definition)) return [{ path: "", message: "A policy must be an object with an `id` and `signals`." }];
  const problems = unknownKeys(definition, POLICY_KEYS);
  const { id, version, signals, bands, minKnownShare, alert } = definition;
  if (!isText(id)) problems.push({ path: "id", message: "Must be a text that is not empty." });
  if (version !== undefined && !(Number.isInteger(version) && version >= 1))
    problems.push({ path: "version", message: "Must be an integer of at least 1." });
  if (minKnownShare !== undefined && !(minKnownShare >= 0 && minKnownShare <= 1))
    problems.push({ path: "minKnownShare", message: "Must be a number from 0 to 1." });
  if (bands !== undefined) problems.push(...checkBands(bands));
  if (alert !== undefined) problems.push(...checkAlert(alert));
  if (!Array.isArray(signals) || signals.length === 0)
    return [...problems, { path: "signals", message: "Must be an array of at least one signal." }];
  const ids = new Set<string>();
  signals.forEach((signal: ChurnSignal, index) => {
    const path = `signals[${index}]`;
    if (!isObject(signal)) {
      problems.push({ path, message: "Must be an object." });
      return;
    }
    if (!isText(signal.id) || ids.has(signal.id))
      problems.push({ path: joinPath(path, "id"), message: "Must be an identifier that no other signal has." });
    ids.add(signal.id);
    problems.push(...checkChurnSignal(signal, source).map((problem) => ({ ...problem, path: joinPath(path, problem.path) })));
  });
  return problems;
}

function checkBands(bands: readonly ChurnBand[]): Problem[] {
  if (!Array.isArray(bands) || bands.length === 0) return [{ path: "bands", message: "Must be an array of at least one band." }];
  return bands.flatMap((band: ChurnBand, index): Problem[] => {
    const path = `bands[${index}]`;
    if (!isObject(band)) return [{ path, message: "Must be an object." }];
    const problems = unknownKeys(band, BAND_KEYS, path);
    if (!isText(band.id) || band.id === "unknown")
      return [...problems, { path, message: 'The identifier must be a text other than "unknown".' }];
    const before = index === 0 ? undefined : (bands[index - 1] as ChurnBand | undefined)?.from;
    const rises = index === 0 ? band.from === 0 : before !== undefined && band.from > before && band.from <= 100;
    return rises ? problems : [...problems, { path, message: "Bands must start at 0 and be strictly increasing up to 100." }];
  });
}

function checkAlert(alert: AlertRule): Problem[] {
  if (!isObject(alert)) return [{ path: "alert", message: "Must be an object with `raiseAt` and `clearBelow`." }];
  const problems = unknownKeys(alert, ALERT_KEYS, "alert");
  const { raiseAt, clearBelow, restDays } = alert;
  if (!(clearBelow < raiseAt && clearBelow >= 0 && raiseAt <= 100))
    problems.push({ path: "alert", message: "`clearBelow` must be lower than `raiseAt`, and both must lie from 0 to 100." });
  if (restDays !== undefined && !(restDays >= 0 && restDays < Infinity))
    problems.push({ path: "alert.restDays", message: "Must be a finite number of at least 0." });
  return problems;
}
