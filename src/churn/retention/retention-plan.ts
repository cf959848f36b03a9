import { type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import type { Decision } from "../../models/index.js";
import type { ChurnRisk, ChurnSignalSeen } from "../risk/churn-risk.js";
import { defaultPlays, type RetentionPlay } from "./retention-play.js";
import { offerCeiling } from "./retention-targets.js";

/** What to do for one customer, by when, how, and at what cost at most. */
export interface RetentionPlan {
  readonly customerId: string;
  /** Why: the causes of the score, the largest first, with their points. */
  readonly causes: readonly { readonly cause: string; readonly points: number; readonly reasons: readonly LocalizedText[] }[];
  /** What to do; `null` where there is nothing to do, for the reason in `because`. */
  readonly play: RetentionPlay | null;
  /** Over which channel; `null` without a play. */
  readonly channel: string | null;
  /** Epoch milliseconds by which to act; `null` without a play. */
  readonly actBy: number | null;
  /** Most that the offer may cost, in the unit of the value. */
  readonly ceiling: number;
  /** Why it is this, or nothing. */
  readonly because: "worthwhile" | "unknown" | "no-cause" | "no-channel" | "not-worth-a-contact";
}

/** What is at stake, and what is allowed. */
export interface RetentionPlanOptions {
  /** Probability of leaving, calibrated: of a fitted model, or of what a score band's customers did. */
  readonly probability: number;
  /** What the customer is worth, given that they stay. */
  readonly value: number;
  /** Cost of a contact, in the unit of the value. */
  readonly contact: number;
  /** Whether each channel may be used now: decisions of `mayContact`. A channel without one may. */
  readonly contacts?: Readonly<Record<string, Decision>> | undefined;
  /** The host's plays; those of `defaultPlays` unless given. The first that fits the cause is taken. */
  readonly plays?: readonly RetentionPlay[] | undefined;
}

/**
 * The plan for one customer: the cause that adds most to the score names the play; the best channel that is allowed carries it;
 * what may be spent follows from the value at stake. No play where nothing is known, no cause has a play, no channel is allowed,
 * or a contact costs more than it can save.
 *
 * @param risk - of `churnRisk`
 * @param options - probability, value, cost of a contact, contact decisions, plays
 * @throws ClienteleError `outside_domain` for what is no probability
 * @example
 * const policy = defineChurnPolicy({ id: "service", signals: [complaints({ points: 60 })] });
 * const complained = { id: "i1", customerId: "c1", type: "complaint.raised", at: new Date(0), properties: {} };
 * const risk = churnRisk(policy, { id: "c1", attributes: {}, history: [complained] }, { asOf: 0 });
 * const plan = retentionPlan(risk, { probability: 0.4, value: 500, contact: 2, contacts: { phone: { allowed: false, reason: "quiet_hours" } } });
 * [plan.play?.id, plan.channel] // => ["recover-service", "wecom"]
 * plan.ceiling // => 322.2
 */
export function retentionPlan(risk: ChurnRisk, options: RetentionPlanOptions): RetentionPlan {
  const { probability, value, contact, contacts = {}, plays = defaultPlays } = options;
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
    actBy: risk.asOf + play.withinHours * MILLISECONDS_PER.hours,
    ceiling,
    because: "worthwhile",
  };
}

/** Points by cause, the largest first; signals come by contribution, so that ties keep their order. */
function causesOf(signals: readonly ChurnSignalSeen[]): RetentionPlan["causes"] {
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
