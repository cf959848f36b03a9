import { type ChurnPolicy, type ChurnRisk, churnRisk } from "../../churn/index.js";
import { compiledPolicyOf, type CustomerScore, customerScore, followBand, type NamedBandWalk } from "../../churn/internal.js";
import { localize, type LocalizedText } from "../../kernel/index.js";
import { aText, countUpTo, LOOK_AHEAD, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Interaction, Timelines } from "../../models/index.js";
import type { PreparedSubject } from "../../rules/index.js";
import type { PluginMessage, ViewFact, WorkspacePlugin } from "./workspace-plugin.js";
import { settingsOf } from "./plugin-settings.js";
import { continueSteps, type Probe, stepsUntil } from "./step-timelines.js";

/** Options of {@link riskPlugin}. */
export interface RiskPluginOptions {
  /** Key of the timeline of bands. Defaults to `"score:churn-band"`; a second policy needs a key of its own. */
  readonly timeline?: string | undefined;
}

const RISK_OPTIONS: OptionShape<RiskPluginOptions> = { timeline: aText };

/** State that {@link riskPlugin} keeps about a customer: the result of the last decision. */
export interface RiskState {
  /** From 0 to 100; `null` if too little is known. It moves with time between decisions; the view computes it for its own instant. */
  readonly score: number | null;
  /** Band of the policy; `"unknown"` without a score. */
  readonly band: string;
  /** Known share of what the policy asks for, from 0 to 1. */
  readonly confidence: number;
  /** Raised signals with their points, highest first. */
  readonly signals: readonly { readonly id: string; readonly contribution: number }[];
  /** Epoch milliseconds at which time alone changes the band. */
  readonly nextAt: number | null;
}

/** Plugin of a churn policy. */
export interface RiskPlugin
  extends WorkspacePlugin<RiskState, unknown, unknown, `risk:${string}`, ViewFact<"risk", number | null>> {}

/**
 * Returns the churn risk of a policy as a plugin. It writes the timeline `score:churn-band` (`"unknown"` included), sends
 * `score.changed` when the band changes, and is due at the exact instant at which time alone changes the band. Columns that a
 * host supplies to a policy are unknown here, because the history does not hold their past values.
 *
 * @param policy - from `defineChurnPolicy`, or a ready one; its version becomes the plugin's
 * @throws ClienteleError `invalid_option`
 * @example
 * import { retailChurnPolicy } from "clientele/churn";
 * const plugin = riskPlugin(retailChurnPolicy({ currency: "EUR" }));
 * plugin.id // => "risk:retail"
 * plugin.writes // => ["score:churn-band"]
 */
export function riskPlugin(policy: ChurnPolicy, options?: RiskPluginOptions): RiskPlugin {
  const { timeline: key = "score:churn-band" } = requireOptions(options, RISK_OPTIONS);
  return {
    id: `risk:${policy.id}`,
    version: policy.version,
    settings: settingsOf(policy),
    label: { en: "Churn risk", zh: "流失风险" },
    reads: [],
    writes: [key],
    inventory: [
      { path: "score", label: { en: "Risk score", zh: "风险分" }, sensitivity: "personal", origin: "derived" },
      { path: "band", label: { en: "Risk band", zh: "风险等级" }, sensitivity: "personal", origin: "derived" },
      { path: "confidence", label: { en: "Known share", zh: "已知信息占比" }, sensitivity: "personal", origin: "derived" },
      { path: "signals", label: { en: "Churn signals", zh: "流失信号" }, sensitivity: "personal", origin: "derived" },
      { path: "nextAt", label: { en: "Next band", zh: "下一等级时间" }, sensitivity: "internal", origin: "derived" },
    ],
    decide({ subject, state, timelines: before, since, settled, asOf }) {
      const isContinued = state !== null && settled !== null;
      const typesAt = typesByInstant(policy, subject.history, isContinued ? settled : Number.NEGATIVE_INFINITY, asOf);
      const instants = [...typesAt.keys()];
      // The next change of the last decision still stands while nothing has happened that could move it.
      const isStill = isContinued && settled === since && instants.length === 0 && !canProfileMatter(policy, subject);
      const standing = isStill && state.nextAt !== null && state.nextAt > asOf ? state.nextAt : null;
      let now: CustomerScore | undefined;
      const scoreNow = (): CustomerScore =>
        (now ??=
          standing === null
            ? customerScore(policy, subject, asOf, asOf + LOOK_AHEAD)
            : { ...customerScore(policy, subject, asOf, asOf), nextCheckAt: standing });
      let walk: NamedBandWalk | undefined;
      let upcoming = 0;
      const probe = (at: number): Probe => {
        if (at === asOf) return { values: { [key]: scoreNow().band }, nextAt: scoreNow().nextCheckAt };
        if (walk === undefined) walk = followBand(policy, subject, at, asOf);
        else walk.meet(at, typesAt.get(at) ?? []);
        const values = { [key]: walk.band() };
        while (instants[upcoming] !== undefined && instants[upcoming]! <= at) upcoming++;
        // The next interaction makes a later change by time alone irrelevant, and so does the end of the decision.
        return { values, nextAt: walk.advance((instants[upcoming] ?? asOf + 1) - 1) };
      };
      const nextSettled = (settledAt: number, { nextAt }: RiskState): number | null => {
        // If there was no next instant, one may have come within the look-ahead since then.
        const isKnown = settledAt === since && (nextAt !== null || asOf <= since + LOOK_AHEAD);
        return isKnown ? nextAt : probe(settledAt).nextAt;
      };
      const known = {
        timelines: isContinued ? stepsUntil(before, settled) : {},
        nextAt: isContinued ? nextSettled(settled, state) : null,
      };
      const { timelines } = continueSteps(known, instants, asOf, probe);
      // Between two steps the band is constant, but the score is not.
      const last = scoreNow();
      return {
        state: stateOf(last),
        timelines,
        messages: messagesOf(key, subject.id, before, timelines),
        nextCheckAt: last.nextCheckAt === null ? null : new Date(last.nextCheckAt),
      };
    },
    view({ subject, state, timelines, asOf }) {
      return [factOf(churnRisk(policy, subject, { asOf, until: asOf }), state, timelines[key]?.at(-1)?.from ?? null)];
    },
  };
}

/**
 * Returns the types of the interactions at each instant after `from`, up to `asOf`, that can change the band: those that the policy
 * reads, and the first one, with which the timeline begins.
 */
function typesByInstant(
  policy: ChurnPolicy,
  history: readonly Interaction[],
  from: number,
  asOf: number,
): ReadonlyMap<number, readonly string[]> {
  const { readsType } = compiledPolicyOf(policy);
  const found = new Map<number, string[]>();
  for (let index = countUpTo(history, from); index < history.length; index++) {
    const { type, at } = history[index]!;
    const instant = at.getTime();
    if (instant > asOf) break;
    if (index > 0 && !readsType(type)) continue;
    const types = found.get(instant);
    if (types === undefined) found.set(instant, [type]);
    else if (!types.includes(type)) types.push(type);
  }
  return found;
}

/** Whether the profile has another past, and the policy reads it. */
function canProfileMatter(policy: ChurnPolicy, { past }: PreparedSubject): boolean {
  return past !== null && compiledPolicyOf(policy).readsAttributes;
}

function stateOf({ score, band, knownShare, contributions, nextCheckAt }: CustomerScore): RiskState {
  const raised = contributions.filter(({ contribution }) => contribution > 0);
  return {
    score,
    band,
    confidence: knownShare,
    signals: raised.sort((left, right) => right.contribution - left.contribution),
    nextAt: nextCheckAt,
  };
}

function messagesOf(key: string, customerId: string, before: Timelines, now: Timelines): PluginMessage[] {
  const from = before[key]?.at(-1)?.value ?? null;
  const step = now[key]?.at(-1);
  if (step === undefined || step.value === from) return [];
  return [
    {
      id: `${key}:${customerId}:${step.from.getTime()}:${String(step.value)}`,
      type: "score.changed",
      payload: { score: key, from, to: step.value, happenedAt: step.from },
    },
  ];
}

function factOf(risk: ChurnRisk, { nextAt }: RiskState, since: Date | null): ViewFact<"risk", number | null> {
  const { score, label } = risk;
  return {
    key: "risk",
    label: { en: "Churn risk", zh: "流失风险" },
    value: score,
    text: score === null ? label : scored(label, score),
    since,
    until: nextAt === null ? null : new Date(nextAt),
    reasons: score === null ? [tooLittle(risk.knownShare)] : raisedTexts(risk),
    field: "score",
  };
}

function scored(label: LocalizedText, score: number): LocalizedText {
  // Rounded down, so that the score shown never belongs to the next band.
  const points = Math.floor(score);
  return {
    en: `${localize(label, { locale: "en" })}, ${points} of 100`,
    zh: `${localize(label, { locale: "zh" })}，${points} 分（满分 100）`,
  };
}

function raisedTexts({ signals }: ChurnRisk): LocalizedText[] {
  const raised = signals.filter(({ status }) => status === "raised").map(({ text }) => text);
  return raised.length > 0 ? raised : [{ en: "No churn signals.", zh: "没有流失迹象。" }];
}

function tooLittle(confidence: number): LocalizedText {
  const percent = Math.floor(confidence * 100);
  return {
    en: `Not enough data: only ${percent}% of what the policy needs is known.`,
    zh: `数据不足：仅有策略所需信息的 ${percent}%。`,
  };
}
