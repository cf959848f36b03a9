import { ClienteleError, type Duration, type InstantInput } from "../../kernel/index.js";
import { durationMilliseconds, toMilliseconds } from "../../kernel/internal.js";
import { compileRule, type PreparedSubject, type Rule, standardCatalog } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { columnsOf, type FeatureDefinitions, featureReader, hasPast, knownBy, refuseWithoutPast } from "./churn-features.js";
import { type ChurnSubject } from "../policy/churn-subject.js";

/** What a training set is made of. */
export interface ChurnDatasetOptions<Name extends string = string> extends FeatureDefinitions<Name> {
  /** Instants to look from, each a snapshot: features up to it, the label after it. */
  readonly origins: readonly InstantInput[];
  /** Time between an origin and the window of the label: what an action needs to take effect. None unless given. */
  readonly gap?: Duration | undefined;
  /** Length of the label's window: `(origin + gap, origin + gap + horizon]`. */
  readonly horizon: Duration;
  /** End of the data: a window that ends later is censored, and its rows are left out. */
  readonly observedUntil: InstantInput;
  /** Who is asked about at an origin: a customer then, and not gone already. */
  readonly eligible: Rule;
  /** Who left: `"absence"`, when nothing of these types happens in the window; `"event"`, when something of them does. */
  readonly left: { readonly by: "absence" | "event"; readonly types: readonly string[] };
}

/** A training set: a row a customer and origin, as columns. */
export interface ChurnDataset<Name extends string = string> {
  readonly features: Readonly<Record<Name, Float64Array>>;
  /** 1 who left, 0 who stayed. */
  readonly outcomes: Uint8Array;
  /** Customer of each row: rows of one belong into one fold, and make one cluster. */
  readonly ids: readonly string[];
  /** Epoch milliseconds of each row's origin. */
  readonly origins: Float64Array;
  /** Epoch milliseconds at which each row's label is known. */
  readonly labelledAt: Float64Array;
  /** Customers and origins that are no rows, by why; with the rows they are all. */
  readonly leftOut: {
    readonly ineligible: number;
    readonly censored: number;
    /** Gone in the gap: too late for any action. */
    readonly goneInGap: number;
  };
}

/**
 * Makes a training set without leaks: every feature sees only what had happened, and was known, by its origin; the label looks
 * only after the gap; a label that the data cannot tell yet is left out. Rows come origin by origin.
 *
 * @param records - records or subjects, with their whole history
 * @param options - features, origins, gap, horizon, who left
 * @throws ClienteleError `empty_churn_dataset`, `attribute_without_past`, `invalid_rule`, `invalid_duration`, `invalid_instant`
 * @example
 * const day = 86_400_000;
 * const order = (id: string, at: number) => ({ id, customerId: "c1", type: "order.placed", at: new Date(at * day), properties: {} });
 * const set = buildChurnDataset([{ id: "c1", attributes: {}, history: [order("a", 0), order("b", 40)] }], {
 *   metrics: { silence: { measure: "timeSinceLast", types: ["order.placed"] } },
 *   origins: [30 * day, 60 * day, 90 * day],
 *   horizon: { days: 30 },
 *   observedUntil: 100 * day,
 *   eligible: { version: 1, kind: "metric", metric: { measure: "count", types: ["order.placed"] }, test: { is: "atLeast", value: 1 } },
 *   left: { by: "absence", types: ["order.placed"] },
 * });
 * [...set.outcomes] // => [0, 1]
 * [...set.features.silence] // => [30, 20]
 * set.leftOut.censored // => 1
 */
export function buildChurnDataset<Name extends string>(
  records: Iterable<ChurnSubject>,
  options: ChurnDatasetOptions<Name>,
): ChurnDataset<Name> {
  const gap = options.gap === undefined ? 0 : durationMilliseconds(options.gap, "gap");
  const horizon = durationMilliseconds(options.horizon, "horizon");
  const until = toMilliseconds(options.observedUntil, "observedUntil");
  const origins = options.origins.map((origin, index) => toMilliseconds(origin, `origins[${index}]`)).sort((a, b) => a - b);
  const reader = featureReader(options);
  const eligible = compileRule(options.eligible, { schema: options.schema ?? standardCatalog });
  const types = new Set(options.left.types);
  const subjects = Array.from(records, (record) => ({ subject: preparedOf(record), knowsPast: hasPast(record) }));

  const rows: (readonly number[])[] = [];
  const outcomes: number[] = [];
  const ids: string[] = [];
  const originOf: number[] = [];
  const leftOut = { ineligible: 0, censored: 0, goneInGap: 0 };
  for (const origin of origins) {
    for (const { subject, knowsPast } of subjects) {
      const known = knownBy(subject, origin);
      if (!knowsPast) for (const path of eligible.reads.attributes) refuseWithoutPast(subject.id, path, options.static ?? []);
      if (!eligible.matches(known, origin)) leftOut.ineligible++;
      else if (origin + gap + horizon > until) leftOut.censored++;
      else if (options.left.by === "event" && happens(subject, types, origin, origin + gap)) leftOut.goneInGap++;
      else {
        rows.push(reader.read(known, origin, knowsPast));
        const isSeen = happens(subject, types, origin + gap, origin + gap + horizon);
        outcomes.push(isSeen === (options.left.by === "event") ? 1 : 0);
        ids.push(subject.id);
        originOf.push(origin);
      }
    }
  }
  if (rows.length === 0) {
    throw new ClienteleError(
      "empty_churn_dataset",
      "There is no row to learn from: nobody is eligible, or every label lies after the data.",
      {
        ineligible: leftOut.ineligible,
        censored: leftOut.censored,
      },
    );
  }
  return {
    features: columnsOf(reader.names, rows) as Record<Name, Float64Array>,
    outcomes: Uint8Array.from(outcomes),
    ids,
    origins: Float64Array.from(originOf),
    labelledAt: Float64Array.from(originOf, (origin) => origin + gap + horizon),
    leftOut,
  };
}

/** Whether something of some types happens in `(from, to]`. */
function happens({ history }: PreparedSubject, types: ReadonlySet<string>, from: number, to: number): boolean {
  for (let index = history.length - 1; index >= 0; index--) {
    const { type, at } = history[index]!;
    const instant = at.getTime();
    if (instant <= from) return false;
    if (instant <= to && types.has(type)) return true;
  }
  return false;
}
