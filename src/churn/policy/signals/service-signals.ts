import type { Duration } from "../../../kernel/index.js";
import { requireOptions } from "../../../kernel/internal.js";
import type { Metric } from "../../../rules/index.js";
import type { ChurnSignal } from "../churn-signal.js";
import {
  countOf,
  NINETY_DAYS,
  SIGNAL_OPTIONS,
  type SignalOptions,
  SPAN_OPTIONS,
  type SpanOptions,
  spanText,
} from "./signal-options.js";

/**
 * Signal of complaints (客诉).
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * complaints({ points: 30 }).evidence // => "when-raised"
 */
export function complaints(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 20,
    types = ["complaint.raised"],
    within = NINETY_DAYS,
    severity = [
      [0, 0],
      [1, 0.6],
      [3, 1],
    ],
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "complaints",
    label: { en: "Complained", zh: "有投诉" },
    reason: { en: `{value} {value:complaint|complaints} in the last ${span.en}.`, zh: `近 ${span.zh}投诉 {value} 次。` },
    cause: "service",
    source: { kind: "metric", metric: countOf(types, within) },
    severity,
    points,
    evidence: "when-raised",
  };
}

/**
 * Signal of falling satisfaction (满意度下降): the latest answer (1 to 5) of the last 180 days against the customer's highest.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * satisfactionFalling().cause // => "service"
 */
export function satisfactionFalling(options: SpanOptions = {}): ChurnSignal {
  const {
    points = 15,
    within = { days: 180 },
    severity = [
      [0.4, 1],
      [0.8, 0],
    ],
  } = requireOptions(options, SPAN_OPTIONS);
  return {
    id: "satisfaction-falling",
    label: { en: "Less satisfied", zh: "满意度下降" },
    reason: { en: "Satisfaction is at {percent} of its highest level.", zh: "满意度为历史最高值的 {percent}。" },
    cause: "service",
    source: {
      kind: "ratio",
      of: latestAnswer("csat", within),
      to: { measure: "maximum", types: ["survey.answered"], property: "csat" },
    },
    severity,
    points,
  };
}

/**
 * Signal of a low recommendation (净推荐值低): the latest answer from 0 to 10.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * recommendationLow().severity[0] // => [0, 1]
 */
export function recommendationLow(options: SpanOptions = {}): ChurnSignal {
  const {
    points = 15,
    within = { days: 365 },
    severity = [
      [0, 1],
      [6, 0.6],
      [9, 0],
    ],
  } = requireOptions(options, SPAN_OPTIONS);
  return {
    id: "recommendation-low",
    label: { en: "Unlikely to recommend", zh: "推荐意愿低" },
    reason: { en: "Rated their willingness to recommend at {value} out of 10.", zh: "推荐意愿评分为 {value} 分（满分 10 分）。" },
    cause: "service",
    source: { kind: "metric", metric: latestAnswer("nps", within) },
    severity,
    points,
  };
}

/**
 * Signal of unresolved support tickets (工单未解决): tickets opened or reopened, minus those resolved.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * supportUnresolved().source.kind // => "difference"
 */
export function supportUnresolved(options: SpanOptions = {}): ChurnSignal {
  const {
    points = 15,
    within = NINETY_DAYS,
    severity = [
      [0, 0],
      [1, 0.5],
      [3, 1],
    ],
  } = requireOptions(options, SPAN_OPTIONS);
  return {
    id: "support-unresolved",
    label: { en: "Waiting for support", zh: "工单未解决" },
    reason: { en: "{value} {value:ticket is|tickets are} open.", zh: "有 {value} 张工单未解决。" },
    cause: "service",
    source: {
      kind: "difference",
      of: countOf(["ticket.opened", "ticket.reopened"], within),
      less: countOf(["ticket.resolved"], within),
    },
    severity,
    points,
    evidence: "when-raised",
  };
}

/** Latest survey answer that has the figure. */
function latestAnswer(property: string, within: Duration): Metric {
  return {
    measure: "last",
    types: ["survey.answered"],
    property,
    where: { kind: "property", path: property, test: { is: "present" } },
    window: { kind: "last", duration: within },
  };
}
