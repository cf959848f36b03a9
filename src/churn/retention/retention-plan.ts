import type { LocalizedText } from "../../kernel/index.js";
import {
  aNumber,
  anObject,
  aProbability,
  durationMilliseconds,
  listOf,
  mapOf,
  type OptionShape,
  requireOption,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Decision } from "../../models/index.js";
import type { ChurnRisk, ChurnSignalResult } from "../risk/churn-risk.js";
import { type RetentionPlay, standardRetentionPlays } from "./retention-play.js";
import { offerCeiling } from "./retention-targets.js";

/** Plan for one customer: what to do, by when, over which channel, and at what maximum cost. */
export interface RetentionPlan {
  readonly customerId: string;
  /** Causes of the score with their points, the largest first. */
  readonly causes: readonly { readonly cause: string; readonly points: number; readonly reasons: readonly LocalizedText[] }[];
  /** Play to run; `null` if there is none, for the reason in `because`. */
  readonly play: RetentionPlay | null;
  /** Channel to use; `null` without a play. */
  readonly channel: string | null;
  /** Instant by which to act; `null` without a play. */
  readonly actBy: Date | null;
  /** Maximum cost of the offer, in minor units. */
  readonly ceiling: number;
  /** Reason for the plan, or for doing nothing. */
  readonly because: "worthwhile" | "unknown" | "no-cause" | "no-channel" | "not-worth-a-contact";
}

/** Options of {@link retentionPlan}. Amounts are in minor units of one currency. */
export interface RetentionPlanOptions {
  /** Calibrated probability of leaving: from a fitted model, or the past share of leavers in the customer's band. */
  readonly probability: number;
  /** Value of the customer, given that they stay. */
  readonly value: number;
  /** Cost of one contact. */
  readonly contact: number;
  /** Whether each channel may be used now, as decided by `mayContact`. A channel without a decision may be used. */
  readonly contacts?: Readonly<Record<string, Decision>> | undefined;
  /** Plays of the host; the first that fits the cause is chosen. Defaults to `standardRetentionPlays`. */
  readonly plays?: readonly RetentionPlay[] | undefined;
}

const PLAN_OPTIONS: OptionShape<RetentionPlanOptions> = {
  probability: aProbability,
  value: aNumber(),
  contact: aNumber({ min: 0 }),
  contacts: mapOf(anObject),
  plays: listOf(anObject),
};

/**
 * Plans the retention of one customer. The cause that adds most to the score selects the play, the first allowed channel carries
 * it, and the value at stake limits its cost. There is no play if too little is known, no cause has a play, no channel is allowed,
 * or a contact costs more than it can save.
 *
 * @param risk - from `churnRisk`
 * @throws ClienteleError `invalid_option`
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * const complaint = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [complaint] }, { asOf: 0 });
 * const plan = retentionPlan(risk, { probability: 0.4, value: 50_000, contact: 200, contacts: { phone: { allowed: false, reason: "quiet_hours" } } });
 * [plan.play?.id, plan.channel] // => ["recover-service", "wecom"]
 * plan.ceiling // => 32222.2
 */
export function retentionPlan(risk: ChurnRisk, options: RetentionPlanOptions): RetentionPlan {
  const given = requireOptions(options, PLAN_OPTIONS);
  const { contacts = {}, plays = standardRetentionPlays } = given;
  const [probability, value, contact] = (["probability", "value", "contact"] as const).map((name) =>
    requireOption(name, given[name], PLAN_OPTIONS[name]),
  ) as [number, number, number];
  const causes = causesOf(risk.signals);
  const none = (because: RetentionPlan["because"]): RetentionPlan => ({
    customerId: risk.customerId,
    causes,
    play: null,
    channel: null,
    actBy: null,
    ceiling: 0,
    because,
  });
  if (risk.score === null) return none("unknown");
  const play = causes
    .map(({ cause }) => plays.find((candidate) => candidate.cause === cause))
    .find((candidate) => candidate !== undefined);
  if (play === undefined) return none("no-cause");
  const channel = play.channels.find((name) => !Object.hasOwn(contacts, name) || contacts[name]!.allowed);
  if (channel === undefined) return none("no-channel");
  const ceiling = offerCeiling({ probability, value }, { saved: play.saved, taken: play.taken, contact });
  if (ceiling === 0) return none("not-worth-a-contact");
  return {
    customerId: risk.customerId,
    causes,
    play,
    channel,
    actBy: new Date(toMilliseconds(risk.asOf, "risk.asOf") + durationMilliseconds(play.actWithin, "actWithin")),
    ceiling,
    because: "worthwhile",
  };
}

/** Sums points by cause, the largest first; ties keep the order of the signals, which come by contribution. */
function causesOf(signals: readonly ChurnSignalResult[]): RetentionPlan["causes"] {
  const byCause = new Map<string, { points: number; reasons: LocalizedText[] }>();
  for (const { cause, contribution, text } of signals) {
    if (contribution === 0) continue;
    const known = byCause.get(cause) ?? { points: 0, reasons: [] };
    byCause.set(cause, { points: known.points + contribution, reasons: [...known.reasons, text] });
  }
  return [...byCause]
    .map(([cause, { points, reasons }]) => ({ cause, points, reasons }))
    .sort((left, right) => right.points - left.points);
}
