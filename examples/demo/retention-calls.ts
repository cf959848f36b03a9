import {
  backtestChurn,
  buildChurnDataset,
  type CallListResult,
  type ChurnBacktest,
  churnFeatures,
  type ChurnRisks,
  churnRisks,
  fitPurchaseRhythm,
  evaluateCallLists,
  logisticLearner,
  type PurchaseRhythm,
  retailChurnPolicy,
  type RetentionTargets,
  retentionTargets,
  treesLearner,
} from "clientele/churn";
import { predictProbabilities } from "clientele/statistics";
import { MILLISECONDS_PER, startOfUnit } from "clientele/kernel";
import type { CustomerRecord, Interaction } from "clientele/models";
import { compileRule, type Metric, prepareSubject, type Rule, standardCatalog } from "clientele/rules";
import { type ClassifierEvaluation, evaluateClassifier, type FittedLogisticRegression } from "clientele/statistics";
import { pence, RETAIL_CURRENCY, RETAIL_ZONE, type RetailLine } from "./retail-line.js";

/** How many customers the team can call. */
export const CALLS = 200;
/** Days after the frozen date in which who does not buy has left. */
export const HORIZON_DAYS = 91;
/** Purchase days that make a regular. */
export const REGULAR_DAYS = 4;
/** Pounds kept of a pound sold, saved of those called who would leave, and so on: assumptions of a team, not facts of the file. */
export const OFFER = { margin: 0.3, saved: 0.2, taken: 0.5, offer: 1_000, contact: 200 };

const orders = ["order.placed"];
const within = (days: number) => ({ kind: "last", duration: { days } }) as const;

/** What the fitted model sees: how long ago, how long, how often, how much. */
export const callFeatures = {
  silence: { measure: "timeSinceLast", types: orders },
  tenure: { measure: "timeSinceFirst", types: orders },
  days: { measure: "daysActive", types: orders, zone: RETAIL_ZONE },
  orders30: { measure: "count", types: orders, window: within(30) },
  orders90: { measure: "count", types: orders, window: within(90) },
  orders180: { measure: "count", types: orders, window: within(180) },
  spend: { measure: "sum", types: orders, property: "total", currency: RETAIL_CURRENCY },
} satisfies Record<string, Metric>;

type CallFeature = keyof typeof callFeatures;

/** The list of calls of one day, made from what was known then. */
export interface CallList {
  /** The last instant that is known; the day begins just after it. */
  readonly asOf: number;
  readonly known: readonly CustomerRecord[];
  readonly regulars: readonly CustomerRecord[];
  readonly features: Readonly<Record<CallFeature, Float64Array>>;
  readonly rhythm: PurchaseRhythm;
  readonly risks: ChurnRisks;
  readonly model: FittedLogisticRegression<CallFeature>;
  /** Rows that the model learned from, and the last instant at which a label of them was known. */
  readonly training: { readonly rows: number; readonly events: number; readonly labeledBy: number };
  /** How the same learner would have done a quarter earlier. */
  readonly backtest: ChurnBacktest;
  /** Probability of leaving by the model, of each regular. */
  readonly probabilities: Float64Array;
  /** Scores to compare: recency first, then its rivals. */
  readonly scores: Readonly<Record<"recency" | "overdue" | "policy" | "model" | "trees" | "stake", Float64Array>>;
  /** Margin that a regular brings in the horizon if they go on as before, pence. */
  readonly value: Float64Array;
  readonly targets: RetentionTargets;
}

/** The list with what then happened. */
export interface RetentionCalls extends CallList {
  /** Of those known, who bought within the horizon. */
  readonly bought: number;
  /** 1 for a regular who did not. */
  readonly outcomes: Uint8Array;
  readonly left: number;
  /** In the order of the scores; worth is what the leavers had spent until then, pence. */
  readonly lists: readonly CallListResult[];
  readonly evaluation: ClassifierEvaluation;
}

/** The orders of the plain reading: customer present, no cancellation, quantity and price above 0. */
export function plainRecords(lines: Iterable<RetailLine>): CustomerRecord[] {
  const byOrder = new Map<string, { readonly customerId: string; readonly invoice: string; at: number; total: number }>();
  for (const { invoice, customerId, quantity, tenths, at } of lines) {
    if (customerId === undefined || invoice.startsWith("C") || quantity <= 0 || tenths <= 0) continue;
    const order = byOrder.get(invoice);
    if (order === undefined) byOrder.set(invoice, { customerId, invoice, at: at.getTime(), total: pence(quantity, tenths) });
    else {
      order.total += pence(quantity, tenths);
      order.at = Math.min(order.at, at.getTime());
    }
  }
  const histories = new Map<string, Interaction[]>();
  for (const { customerId, invoice, at, total } of byOrder.values()) {
    const history = histories.get(customerId) ?? [];
    histories.set(customerId, history);
    history.push({
      id: invoice,
      customerId,
      type: "order.placed",
      at: new Date(at),
      properties: { orderId: invoice, total, currency: RETAIL_CURRENCY },
    });
  }
  return [...histories].map(([id, history]) => ({
    customer: { id, kind: "organization", version: 0 },
    history: history.sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1)),
  }));
}

/** A ridge keeps the counts of overlapping windows apart. */
const learner = logisticLearner<CallFeature>({ penalty: { strength: 0.001 } });
const trees = treesLearner<CallFeature>();

/** At least so many purchase days. */
function boughtOn(days: number): Rule {
  return { version: 1, kind: "metric", metric: callFeatures.days, test: { is: "atLeast", value: days } };
}

const FROZEN = startOfUnit("day", Date.UTC(2011, 8, 10, 12), RETAIL_ZONE);

/** Whether the data reach to the end of the horizon, with customers enough to choose among. */
export function isJudgeable(records: readonly CustomerRecord[]): boolean {
  const last = records.reduce((latest, { history }) => Math.max(latest, history.at(-1)?.at.getTime() ?? 0), 0);
  const known = records.filter(
    ({ history }) => history.length >= REGULAR_DAYS && history[REGULAR_DAYS - 1]!.at.getTime() < FROZEN,
  );
  return known.length > 2 * CALLS && last >= FROZEN + (HORIZON_DAYS - 1) * MILLISECONDS_PER.days;
}

/**
 * Freezes the shop on a day and makes the list of calls by several scores, from what was known then.
 *
 * @param records - customers with their orders; what happened later is not looked at
 * @param day - first instant that is not known; defaults to the beginning of 2011-09-10
 */
export function callListOf(records: readonly CustomerRecord[], day: number = FROZEN): CallList {
  const asOf = day - 1;
  const known = records.filter(({ history }) => history[0]!.at.getTime() <= asOf);
  const isRegular = compileRule(boughtOn(REGULAR_DAYS), { schema: standardCatalog });
  const regulars = known.filter(({ customer, history }) =>
    isRegular.matches(prepareSubject({ id: customer.id, attributes: {}, history }), asOf),
  );
  const { ids, features } = churnFeatures(regulars, { metrics: callFeatures }, { asOf });
  const rhythm = fitPurchaseRhythm(
    known.map(({ history }) => history.flatMap(({ at }) => (at.getTime() <= asOf ? [at.getTime()] : []))),
    { zone: RETAIL_ZONE },
  );
  const risks = churnRisks(retailChurnPolicy({ currency: RETAIL_CURRENCY, rhythm, zone: RETAIL_ZONE }), regulars, { asOf });

  // Everybody who bought on two days teaches, not the regulars alone: in spring there were few of them.
  const dataset = buildChurnDataset(records, {
    metrics: callFeatures,
    origins: [2 * HORIZON_DAYS, 152, 121, HORIZON_DAYS].map((days) => asOf - days * MILLISECONDS_PER.days),
    horizon: { days: HORIZON_DAYS },
    observedUntil: asOf,
    eligible: boughtOn(2),
    left: { by: "absence", types: orders },
  });
  const model = learner.fit(dataset.features, dataset.outcomes, dataset.ids);
  const probabilities = predictProbabilities(model, features);
  const { silence, tenure, days, spend } = features;
  const gap = (row: number): number => (tenure[row]! - silence[row]!) / Math.max(1, days[row]! - 1);
  const value = spend.map((spent, row) => (OFFER.margin * spent * HORIZON_DAYS) / Math.max(HORIZON_DAYS, tenure[row]!));
  return {
    asOf,
    known,
    regulars,
    features,
    rhythm,
    risks,
    model,
    training: {
      rows: dataset.ids.length,
      events: dataset.outcomes.reduce((sum, left) => sum + left, 0),
      labeledBy: dataset.labeledAt.reduce((latest, at) => Math.max(latest, at), 0),
    },
    backtest: backtestChurn(dataset, learner),
    probabilities,
    scores: {
      recency: silence,
      overdue: silence.map((since, row) => since / gap(row)),
      policy: risks.score,
      model: probabilities,
      trees: predictProbabilities(trees.fit(dataset.features, dataset.outcomes, dataset.ids), features),
      stake: probabilities.map((probability, row) => probability * value[row]!),
    },
    value,
    targets: retentionTargets({ ids, probability: probabilities, value }, OFFER, { limit: CALLS }),
  };
}

/** Makes the list of a day and judges it by what happened in the 91 days after. */
export function retentionCalls(records: readonly CustomerRecord[], day?: number): RetentionCalls {
  const list = callListOf(records, day);
  const until = list.asOf + HORIZON_DAYS * MILLISECONDS_PER.days;
  const bought = ({ history }: CustomerRecord): boolean =>
    history.some(({ at }) => at.getTime() > list.asOf && at.getTime() <= until);
  const outcomes = Uint8Array.from(list.regulars, (record) => (bought(record) ? 0 : 1));
  const ids = list.regulars.map(({ customer }) => customer.id);
  return {
    ...list,
    bought: list.known.filter(bought).length,
    outcomes,
    left: outcomes.reduce((sum, left) => sum + left, 0),
    lists: evaluateCallLists({ ids, outcomes, values: list.features.spend }, list.scores, { limit: CALLS }),
    evaluation: evaluateClassifier(list.probabilities, outcomes),
  };
}
