import type { Duration } from "../../../kernel/index.js";
import { anObject, anything, type OptionShape, requireOption, requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import type { PurchaseRhythm } from "../purchase-rhythm.js";
import {
  DECLINE,
  NINETY_DAYS,
  ORDERS,
  SIGNAL_OPTIONS,
  type SignalOptions,
  someTypes,
  spanText,
  trendOf,
  WEIGHT_OPTIONS,
  type WeightOptions,
} from "./signal-options.js";

const VISITS = ["page.viewed", "product.viewed", "search.performed", "cart.added", "miniprogram.visited"];
const RESPONSES = ["message.opened", "message.clicked", "message.replied"];

/**
 * Signal of falling purchase frequency (购买频率下降): orders of the last 90 days against the 90 days before.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * frequencyFalling({ within: { days: 30 } }).source.kind // => "metric"
 */
export function frequencyFalling(options: SignalOptions = {}): ChurnSignal {
  const { points = 20, types = ORDERS, within = NINETY_DAYS, severity = DECLINE } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "frequency-falling",
    label: { en: "Buys less often", zh: "购买频率下降" },
    reason: { en: `Orders are at {percent} of the previous ${span.en}.`, zh: `订单数仅为前 ${span.zh}的 {percent}。` },
    cause: "drifting",
    source: { kind: "metric", metric: trendOf(types, within) },
    severity,
    points,
  };
}

/** Settings of {@link silence}. */
export interface SilenceOptions extends WeightOptions {
  /** Buying rhythm of the population, from `fitPurchaseRhythm`. */
  readonly rhythm: PurchaseRhythm;
  /** Time after the first purchase in which the signal stays unknown. Defaults to 30 days. */
  readonly newFor?: Duration | undefined;
  /** Types of the interactions that count as purchases. */
  readonly types?: readonly string[] | undefined;
}

const SILENCE_OPTIONS: OptionShape<SilenceOptions> = {
  ...WEIGHT_OPTIONS,
  rhythm: anObject,
  newFor: anything,
  types: someTypes,
};

/**
 * Signal of silence beyond the customer's own rhythm (沉默): how improbable the current gap is. Severity starts at a probability
 * of 0.1. The signal is unknown until `newFor` has passed since the first purchase.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * const rhythm: PurchaseRhythm = { kind: "purchase-rhythm", version: 1, zone: "UTC", mean: 3.4, within: 0.6, between: 0.4, degrees: 900 };
 * silence({ rhythm }).severity[1] // => [0.1, 0]
 */
export function silence(options: SilenceOptions): ChurnSignal {
  const {
    rhythm,
    newFor = { days: 30 },
    points = 50,
    types = ORDERS,
    severity = [
      [0.01, 1],
      [0.1, 0],
    ],
  } = requireOptions(options, SILENCE_OPTIONS);
  return {
    id: "silence",
    label: { en: "Silent for longer than usual", zh: "沉默时间超出以往" },
    reason: {
      en: "The chance of a gap this long is {percent}, judging by the customer's own rhythm.",
      zh: "按该客户自身的购买节奏，间隔这么久的概率为 {percent}。",
    },
    cause: "drifting",
    source: { kind: "rhythm", types, rhythm: requireOption("rhythm", rhythm, anObject) },
    severity,
    points,
    notBefore: { types, after: newFor },
  };
}

/**
 * Signal of falling interactions (互动减少): visits and responses to messages, against the span before.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * interactionsFalling().cause // => "drifting"
 */
export function interactionsFalling(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 15,
    types = [...VISITS, ...RESPONSES],
    within = { days: 60 },
    severity = DECLINE,
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "interactions-falling",
    label: { en: "Visits and responds less often", zh: "互动减少" },
    reason: { en: `Interactions are at {percent} of the previous ${span.en}.`, zh: `互动次数仅为前 ${span.zh}的 {percent}。` },
    cause: "drifting",
    source: { kind: "metric", metric: trendOf(types, within) },
    severity,
    points,
  };
}
