import { type OptionShape, requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import {
  countOf,
  SIGNAL_OPTIONS,
  type SignalOptions,
  someTypes,
  spanText,
  WEIGHT_OPTIONS,
  type WeightOptions,
} from "./signal-options.js";

/**
 * Signal of opting out (退订、删除好友): the customer unsubscribed, removed the contact, left the group or withdrew consent.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * optedOut().cause // => "contact"
 */
export function optedOut(options: SignalOptions = {}): ChurnSignal {
  const {
    points = 15,
    types = ["message.unsubscribed", "contact.removed", "group.left", "consent.withdrawn"],
    within = { days: 180 },
    severity = [
      [0, 0],
      [1, 0.7],
      [2, 1],
    ],
  } = requireOptions(options, SIGNAL_OPTIONS);
  const span = spanText(within);
  return {
    id: "turned-away",
    label: { en: "Opted out", zh: "退订或删除联系人" },
    reason: {
      en: `Opted out of contact {value} {value:time|times} in the last ${span.en}.`,
      zh: `近 ${span.zh}退订或删除联系人 {value} 次。`,
    },
    cause: "contact",
    source: { kind: "metric", metric: countOf(types, within) },
    severity,
    points,
    evidence: "when-raised",
  };
}

/** Settings of {@link unreached}. */
export interface UnreachedOptions extends WeightOptions {
  /** Types of the interactions that count as a conversation. */
  readonly types?: readonly string[] | undefined;
}

const UNREACHED_OPTIONS: OptionShape<UnreachedOptions> = { ...WEIGHT_OPTIONS, types: someTypes };

/**
 * Signal of missing contact (久未联系): days since the last conversation, for accounts with a sales owner.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * unreached().severity // => [[45, 0], [120, 1]]
 */
export function unreached(options: UnreachedOptions = {}): ChurnSignal {
  const {
    points = 20,
    types = ["call.logged", "meeting.held", "visit.logged"],
    severity = [
      [45, 0],
      [120, 1],
    ],
  } = requireOptions(options, UNREACHED_OPTIONS);
  return {
    id: "no-contact",
    label: { en: "No recent conversation", zh: "久未联系" },
    reason: { en: "The last conversation was {value} {value:day|days} ago.", zh: "上次沟通距今 {value} 天。" },
    cause: "contact",
    source: { kind: "metric", metric: { measure: "timeSinceLast", types }, unit: { days: 1 } },
    severity,
    points,
  };
}
