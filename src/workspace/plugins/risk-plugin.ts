import { type ChurnPolicy, type ChurnRisk, churnRisk } from "../../churn/index.js";
import { localize, type LocalizedText, MILLISECONDS_PER } from "../../kernel/index.js";
import type { Timelines } from "../../models/index.js";
import type { PluginMessage, ViewFact, WorkspacePlugin } from "./workspace-plugin.js";
import { continueSteps, type Probe, stepsUntil } from "./step-timelines.js";

/** How a policy's risk is kept in the workspace. */
export interface RiskPluginOptions {
  /** Key of the timeline of bands; `"score:churn-band"` unless told. A second policy beside the first needs its own. */
  readonly timeline?: string | undefined;
}

/** What the plugin of risk keeps of a customer: the result at the last decision. */
export interface RiskState {
  /** 0 to 100; `null` when too little is known. It moves with time between decisions; the view asks anew. */
  readonly score: number | null;
  /** Band of the policy, `"unknown"` without a score. */
  readonly band: string;
  /** Share of what could be known that is known, 0 to 1. */
  readonly confidence: number;
  /** Raised signals with their points, the most first. */
  readonly signals: readonly { readonly id: string; readonly contribution: number }[];
  /** Epoch milliseconds at which time alone brings another band. */
  readonly nextAt: number | null;
}

/** How far ahead the next band is looked for: ten years, as `churnRisk` does. */
const HORIZON = 3_653 * MILLISECONDS_PER.days;

/**
 * The risk of leaving by a policy's points, as a plugin: writes the timeline `score:churn-band` (`"unknown"` included),
 * announces `score.changed` when the band changed, and is due at the exact instant at which time alone brings another band.
 * The columns of a policy, figures that a host brings, are unknown here: no history tells what they were.
 *
 * @param policy - of `defineChurnPolicy` or a ready one; its version is the plugin's
 * @param options - the timeline's key
 * @example
 * import { retailChurnPolicy } from "clientele/churn";
 * const plugin = riskPlugin(retailChurnPolicy({ currency: "EUR" }));
 * plugin.id // => "risk:retail"
 * plugin.writes // => ["score:churn-band"]
 */
export function riskPlugin(policy: ChurnPolicy, options: RiskPluginOptions = {}): WorkspacePlugin<RiskState> {
  const key = options.timeline ?? "score:churn-band";
  return {
    id: `risk:${policy.id}`,
    version: policy.version,
    label: { en: "Risk of leaving", zh: "流失风险" },
    reads: [],
    writes: [key],
    inventory: [
      { path: "score", label: { en: "Risk score", zh: "风险分" }, sensitivity: "personal", origin: "derived" },
      { path: "band", label: { en: "Risk band", zh: "风险等级" }, sensitivity: "personal", origin: "derived" },
      { path: "confidence", label: { en: "Confidence", zh: "置信度" }, sensitivity: "personal", origin: "derived" },
      { path: "signals", label: { en: "Signals of leaving", zh: "流失信号" }, sensitivity: "personal", origin: "derived" },
      { path: "nextAt", label: { en: "Next band", zh: "下一等级时间" }, sensitivity: "internal", origin: "derived" },
    ],
    decide({ subject, state, timelines: before, since, settled, asOf }) {
      const isContinued = state !== null && settled !== null;
      const from = isContinued ? settled : Number.NEGATIVE_INFINITY;
      const happened = subject.history.map(({ at }) => at.getTime()).filter((instant) => instant > from && instant <= asOf);
      const instants = [...new Set(happened)];
      let upcoming = 0;
      const ask = (at: number): ChurnRisk => {
        while (instants[upcoming] !== undefined && instants[upcoming]! <= at) upcoming++;
        // Only up to the next interaction does it matter when time alone would change something.
        return churnRisk(policy, subject, { asOf: at, until: instants[upcoming] ?? asOf + HORIZON });
      };
      const known = {
        timelines: isContinued ? stepsUntil(before, settled) : {},
        // Where there was no next instant, another may have come within ten years since then.
        nextAt: isContinued ? ((settled === since ? state.nextAt : null) ?? nextOf(ask(settled))) : null,
      };
      let risk: ChurnRisk | undefined;
      const { timelines } = continueSteps(known, instants, asOf, (at): Probe => {
        risk = ask(at);
        return { values: { [key]: risk.band }, nextAt: nextOf(risk) };
      });
      // Between two steps the band stands still, but the score does not.
      const now = risk?.asOf === asOf ? risk : ask(asOf);
      return {
        state: stateOf(now),
        timelines,
        messages: messagesOf(key, subject.id, before, timelines),
        nextCheckAt: now.nextCheckAt,
      };
    },
    view({ subject, state, timelines, asOf }) {
      return [factOf(churnRisk(policy, subject, { asOf, until: asOf }), state, timelines[key]?.at(-1)?.from ?? null)];
    },
  };
}

function nextOf({ nextCheckAt }: ChurnRisk): number | null {
  return nextCheckAt === null ? null : nextCheckAt.getTime();
}

function stateOf(risk: ChurnRisk): RiskState {
  const adding = risk.signals.filter(({ contribution }) => contribution > 0);
  return {
    score: risk.score,
    band: risk.band,
    confidence: risk.confidence,
    signals: adding.map(({ id, contribution }) => ({ id, contribution })),
    nextAt: nextOf(risk),
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

function factOf(risk: ChurnRisk, { nextAt }: RiskState, since: Date | null): ViewFact {
  const { score, label } = risk;
  return {
    key: "risk",
    label: { en: "Risk of leaving", zh: "流失风险" },
    value: score,
    text: score === null ? label : scored(label, score),
    since,
    until: nextAt === null ? null : new Date(nextAt),
    reasons: score === null ? [tooLittle(risk.confidence)] : raisedTexts(risk),
    field: "score",
  };
}

function scored(label: LocalizedText, score: number): LocalizedText {
  // Rounded down, so that nobody reads a score that would belong to the next band.
  const points = Math.floor(score);
  return {
    en: `${localize(label, { locale: "en" })}, ${points} of 100`,
    zh: `${localize(label, { locale: "zh" })}，${points} 分（满分 100）`,
  };
}

function raisedTexts({ signals }: ChurnRisk): LocalizedText[] {
  const raised = signals.filter(({ status }) => status === "raised").map(({ text }) => text);
  return raised.length > 0 ? raised : [{ en: "No sign of leaving.", zh: "没有流失迹象。" }];
}

function tooLittle(confidence: number): LocalizedText {
  const percent = Math.floor(confidence * 100);
  return {
    en: `Too little is known: ${percent}% of what the policy asks for.`,
    zh: `已知信息过少：仅为策略所需的 ${percent}%。`,
  };
}
