import { churnRisk, retailChurnPolicy, retentionPlan } from "clientele/churn";
import { calibrationCurve, liftCurve } from "clientele/statistics";
import type { LocalizedText } from "clientele/kernel";
import type { RetailTable } from "./read-online-retail.js";
import type { RetentionAnalyses } from "./report/retention-analyses.js";
import type { ReportList } from "./report/report-input.js";
import { RETAIL_CURRENCY as currency, RETAIL_ZONE } from "./retail-line.js";
import { CALLS, HORIZON_DAYS, isJudgeable, OFFER, plainRecords, type RetentionCalls, retentionCalls } from "./retention-calls.js";
import { countText } from "./text-table.js";

/** What the scores are called. */
const scoreNames: Readonly<Record<keyof RetentionCalls["scores"], LocalizedText>> = {
  recency: { en: "Recency: longest silent first", zh: "近度：沉默最久者在前" },
  overdue: { en: "Overdue: silence over the mean gap", zh: "逾期比：沉默 ÷ 平均间隔" },
  policy: { en: "Retail policy: points of its signals", zh: "零售策略：信号分值" },
  model: { en: "Logistic regression", zh: "逻辑回归" },
  trees: { en: "Boosted trees", zh: "梯度提升树" },
  stake: { en: "At stake: logistic risk times value", zh: "风险价值：逻辑回归概率 × 价值" },
};

/** The list of 10 September on the plain reading of the table; absent when the table does not reach so far. */
export function retailRetention({ lines }: Pick<RetailTable, "lines">): RetentionCalls | undefined {
  const records = plainRecords(lines);
  return isJudgeable(records) ? retentionCalls(records) : undefined;
}

/** The charts of risk and retention. */
export function retentionAnalyses(calls: RetentionCalls): RetentionAnalyses {
  const { scores, outcomes, regulars, probabilities, value, targets } = calls;
  const ids = regulars.map(({ customer }) => customer.id);
  const policy = policyOf(calls);
  const gain = (score: "recency" | "policy" | "model") => ({
    name: scoreNames[score],
    curve: liftCurve(scores[score], outcomes),
  });
  const first = targets.rows[0];
  return {
    riskDistribution: { risks: calls.risks, bands: policy.bands },
    riskGain: { scores: [gain("model"), gain("recency"), gain("policy")] },
    riskCalibration: { curve: calibrationCurve(probabilities, outcomes, { by: "count" }) },
    retentionTargets: { customers: { ids, probability: probabilities, value }, targets, currency },
    retentionProfit: {
      curve: { counts: Array.from({ length: targets.ids.length + 1 }, (_, count) => count), profits: [0, ...targets.cumulative] },
      currency,
    },
    ...(first !== undefined && { riskContributions: { risk: churnRisk(policy, regulars[first]!, { asOf: calls.asOf }) } }),
  };
}

/** How the scores did, and whom to save first, why and how. */
export function retentionLists(calls: RetentionCalls): ReportList[] {
  return [judgedLists(calls), saveFirst(calls)];
}

/** What the judgement says, in words: also where no model beats recency. */
export function retentionWords({ lists, known, bought, regulars, left, evaluation }: RetentionCalls): LocalizedText {
  const by = (score: string) => lists.find((list) => list.score === score)!;
  const pounds = (score: string): string => `£${countText(Math.round(by(score).value / 100))}`;
  const [recency, overdue, policy, model, trees, stake] = ["recency", "overdue", "policy", "model", "trees", "stake"].map(by);
  const range = `${Math.ceil(model!.more.lower)} to ${Math.floor(model!.more.upper)}`.replace("-", "−");
  const auc = evaluation.areaUnderCurve;
  return {
    en: `Of ${countText(known.length)} customers known on 9 September, ${countText(bought)} bought in the next ${HORIZON_DAYS} days; of ${countText(regulars.length)} regulars ${left} did not. With ${CALLS} calls recency alone finds ${recency!.leavers} of them and the naive overdue ratio ${overdue!.leavers}. The policy's ${policy!.leavers} are no better than recency beyond chance. The fitted models find ${model!.leavers} and ${trees!.leavers}: more, but for the logistic one the difference may be anything from ${range} (AUC ${auc.estimate.toFixed(2)}, ${auc.lower.toFixed(2)} to ${auc.upper.toFixed(2)}). By the money of the leavers none of them beats recency: ${pounds("recency")} against ${pounds("policy")}, ${pounds("model")} and ${pounds("trees")}, because small customers leave more often. Ranked by risk times value the same ${CALLS} calls reach ${stake!.leavers} leavers who had spent ${pounds("stake")}. One date of one shop; the models saw nothing that was not known that day.`,
    zh: `9 月 9 日已知客户 ${countText(known.length)} 位，其后 ${HORIZON_DAYS} 天有 ${countText(bought)} 位购买；${countText(regulars.length)} 位常客中 ${left} 位未购买。${CALLS} 通电话，仅按近度可找出 ${recency!.leavers} 位，简单逾期比 ${overdue!.leavers} 位。策略的 ${policy!.leavers} 位并不显著优于近度。拟合模型找出 ${model!.leavers} 与 ${trees!.leavers} 位：更多，但逻辑回归的差距可能在 ${range.replace(" to ", " 至 ")} 之间（AUC ${auc.estimate.toFixed(2)}，${auc.lower.toFixed(2)} 至 ${auc.upper.toFixed(2)}）。按流失者的金额，它们都不及近度：近度 ${pounds("recency")}，策略 ${pounds("policy")}，模型 ${pounds("model")} 与 ${pounds("trees")}，因为小客户更易流失。按“风险 × 价值”排序，同样 ${CALLS} 通电话触达 ${stake!.leavers} 位流失者，其此前消费 ${pounds("stake")}。这只是一家门店的一个日期；模型未使用当日之后的任何信息。`,
  };
}

function judgedLists(calls: RetentionCalls): ReportList {
  return {
    id: "two-hundred-calls",
    title: { en: "Two hundred calls: which list would have been right?", zh: "两百通电话：哪份名单更准？" },
    explanation: retentionWords(calls),
    columns: [
      { key: "score", kind: "text", title: { en: "List made by", zh: "名单依据" } },
      { key: "leavers", kind: "count", title: { en: "Leavers on it", zh: "其中流失" } },
      { key: "share", kind: "share", title: { en: "Of all leavers", zh: "占全部流失" } },
      { key: "more", kind: "count", title: { en: "More than recency", zh: "比近度多" } },
      { key: "low", kind: "number", title: { en: "At least", zh: "下限" } },
      { key: "high", kind: "number", title: { en: "At most", zh: "上限" } },
      { key: "value", kind: "money", unit: currency, title: { en: "They had spent", zh: "此前消费" } },
    ],
    rows: calls.lists.map(({ score, leavers, share, more, value }) => ({
      score: scoreNames[score as keyof typeof scoreNames],
      leavers,
      share,
      more: more.estimate,
      low: more.lower,
      high: more.upper,
      value: value / 100,
    })),
  };
}

/** Twenty customers with probability, value, expected profit, cause and play, and what they did then. */
function saveFirst(calls: RetentionCalls): ReportList {
  const { targets, regulars, probabilities, value, outcomes } = calls;
  const policy = policyOf(calls);
  const rows = [...targets.rows].slice(0, 20);
  const leftOf = [...targets.rows].filter((row) => outcomes[row] === 1).length;
  return {
    id: "save-first",
    title: { en: "Whom to save first, and why", zh: "先挽留谁，为什么" },
    explanation: {
      en: `By expected profit, with the cause that the policy sees and its play. Who has no cause is on the list because the model sees a risk that no signal explains: ask before offering. ${leftOf} of the ${targets.ids.length} did leave.`,
      zh: `按预期利润排序，附策略识别的原因与打法。没有原因者，是模型看到了信号未能解释的风险：先询问，再优惠。名单 ${targets.ids.length} 位中 ${leftOf} 位实际流失。`,
    },
    columns: [
      { key: "customer", kind: "text", title: { en: "Customer", zh: "客户" } },
      { key: "probability", kind: "share", title: { en: "Leaves", zh: "流失概率" } },
      { key: "value", kind: "money", unit: currency, title: { en: "Quarter's margin", zh: "季度毛利" } },
      { key: "profit", kind: "money", unit: currency, title: { en: "Profit of a call", zh: "预期收益" } },
      { key: "points", kind: "count", title: { en: "Points", zh: "风险分" } },
      { key: "why", kind: "text", title: { en: "Why", zh: "原因" } },
      { key: "play", kind: "text", title: { en: "What to do", zh: "打法" } },
      { key: "ceiling", kind: "money", unit: currency, title: { en: "Spend at most", zh: "预算上限" } },
      { key: "happened", kind: "text", title: { en: "What happened", zh: "结果" } },
    ],
    rows: rows.map((row, place) => {
      const risk = churnRisk(policy, regulars[row]!, { asOf: calls.asOf });
      const plan = retentionPlan(risk, { probability: probabilities[row]!, value: value[row]!, contact: OFFER.contact });
      return {
        customer: targets.ids[place]!,
        probability: probabilities[row]!,
        value: value[row]! / 100,
        profit: targets.profit[place]! / 100,
        points: risk.score === null ? null : Math.round(risk.score),
        why: plan.causes[0]?.reasons[0] ?? { en: "no signal", zh: "无信号" },
        play: plan.play?.goal ?? { en: "Ask how things are.", zh: "先询问近况。" },
        ceiling: plan.play === null ? null : plan.ceiling / 100,
        happened: outcomes[row] === 1 ? { en: "left", zh: "流失" } : { en: "bought", zh: "购买" },
      };
    }),
    total: targets.ids.length,
  };
}

function policyOf({ rhythm }: RetentionCalls) {
  return retailChurnPolicy({ currency, rhythm, zone: RETAIL_ZONE });
}
