import { ClienteleError, type Duration, type InstantInput } from "../../kernel/index.js";
import {
  anInstant,
  anObject,
  anything,
  aText,
  durationMilliseconds,
  listOf,
  oneOf,
  type OptionShape,
  optionsOf,
  requireOneOf,
  requireOption,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import { compileRule, type PreparedSubject, type Rule, standardCatalog } from "../../rules/index.js";
import { bindCalendars, preparedOf } from "../../rules/internal.js";
import type { ChurnSubject } from "../policy/churn-subject.js";
import {
  columnsOf,
  FEATURE_DEFINITIONS,
  type FeatureDefinitions,
  featureReader,
  hasPast,
  knownBy,
  refuseWithoutPast,
} from "./churn-features.js";

/** Definition of a training set. */
export interface ChurnDatasetOptions<Name extends string = string> extends FeatureDefinitions<Name> {
  /** Instants of the snapshots: features come from before an origin, its label from after it. */
  readonly origins: readonly InstantInput[];
  /** Time between an origin and the label window, for an action to take effect. Defaults to none. */
  readonly gap?: Duration | undefined;
  /** Length of the label window, `(origin + gap, origin + gap + horizon]`. */
  readonly horizon: Duration;
  /** End of the data: rows whose label window ends later are censored and excluded. */
  readonly observedUntil: InstantInput;
  /** Rule for the customers of an origin: active by then, and not gone already. */
  readonly eligible: Rule;
  /** Definition of leaving: by `"absence"`, if no interaction of these types happens in the window; by `"event"`, if one does. */
  readonly left: { readonly by: "absence" | "event"; readonly types: readonly string[] };
}

/** Training set as columns: one row per customer and origin. */
export interface ChurnDataset<Name extends string = string> {
  readonly features: Readonly<Record<Name, Float64Array>>;
  /** 1 if the customer left, 0 if they stayed. */
  readonly outcomes: Uint8Array;
  /** Customer of each row: all rows of a customer belong in one fold and form one cluster. */
  readonly ids: readonly string[];
  /** Epoch milliseconds of each row's origin. */
  readonly origins: Float64Array;
  /** Epoch milliseconds at which each row's label is known. */
  readonly labeledAt: Float64Array;
  /** Number of excluded combinations of customer and origin, by reason; together with the rows they cover every combination. */
  readonly leftOut: {
    readonly ineligible: number;
    readonly censored: number;
    /** The customer left within the gap, too early for any action. */
    readonly goneInGap: number;
  };
}

const WAYS_OF_LEAVING = ["absence", "event"] as const;
const LEFT = optionsOf<ChurnDatasetOptions["left"]>({ by: oneOf(WAYS_OF_LEAVING), types: listOf(aText) });
/** `durationMilliseconds` checks durations and `compileRule` the rule. */
const DATASET_OPTIONS: OptionShape<ChurnDatasetOptions> = {
  ...FEATURE_DEFINITIONS,
  origins: listOf(anInstant),
  gap: anything,
  horizon: anything,
  observedUntil: anInstant,
  eligible: anObject,
  left: LEFT,
};

/**
 * Builds a training set without leaks: features use only what had happened, and was recorded, by their origin; labels come only
 * from after the gap; rows whose label is not known yet are excluded. Rows are ordered by origin.
 *
 * @param records - records or subjects, with their whole history
 * @throws ClienteleError `empty_churn_dataset`, `attribute_without_past`, `invalid_rule`, `invalid_duration`, `invalid_instant`, `invalid_option`
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
  const given = requireOptions<ChurnDatasetOptions>(options, DATASET_OPTIONS);
  const { static: fixed = [], schema = standardCatalog, calendars } = given;
  const gap = given.gap === undefined ? 0 : durationMilliseconds(given.gap, "gap");
  const horizon = durationMilliseconds(given.horizon!, "horizon");
  const until = toMilliseconds(given.observedUntil!, "observedUntil");
  const origins = requireOption("origins", given.origins, listOf(anInstant))
    .map((origin, index) => toMilliseconds(origin, `origins[${index}]`))
    .sort((left, right) => left - right);
  const { by, types } = requireOption("left", given.left, LEFT);
  const typesOfLeaving = new Set(requireOption("left.types", types, listOf(aText)));
  requireOneOf("left.by", by, WAYS_OF_LEAVING);
  const reader = featureReader(given);
  const rule = requireOption("eligible", given.eligible, anObject);
  bindCalendars(rule, calendars, "eligible");
  const eligible = compileRule(rule, { schema, calendars });
  const subjects = Array.from(records, (record) => ({ subject: preparedOf(record), knowsPast: hasPast(record) }));

  const rows: (readonly number[])[] = [];
  const outcomes: number[] = [];
  const ids: string[] = [];
  const originOf: number[] = [];
  const leftOut = { ineligible: 0, censored: 0, goneInGap: 0 };
  for (const origin of origins) {
    for (const { subject, knowsPast } of subjects) {
      const known = knownBy(subject, origin);
      if (!knowsPast) for (const path of eligible.reads.attributes) refuseWithoutPast(subject.id, path, fixed);
      if (!eligible.matches(known, origin)) leftOut.ineligible++;
      else if (origin + gap + horizon > until) leftOut.censored++;
      else if (by === "event" && happens(subject, typesOfLeaving, origin, origin + gap)) leftOut.goneInGap++;
      else {
        rows.push(reader.read(known, origin, knowsPast));
        const happened = happens(subject, typesOfLeaving, origin + gap, origin + gap + horizon);
        outcomes.push(happened === (by === "event") ? 1 : 0);
        ids.push(subject.id);
        originOf.push(origin);
      }
    }
  }
  if (rows.length === 0) {
    const message = "No training rows: no customer is eligible at any origin, or every label window ends after `observedUntil`.";
    throw new ClienteleError("empty_churn_dataset", message, {
      ineligible: leftOut.ineligible,
      censored: leftOut.censored,
    });
  }
  return {
    features: columnsOf(reader.names, rows) as Record<Name, Float64Array>,
    outcomes: Uint8Array.from(outcomes),
    ids,
    origins: Float64Array.from(originOf),
    labeledAt: Float64Array.from(originOf, (origin) => origin + gap + horizon),
    leftOut,
  };
}

/** Returns whether an interaction of some types happens in `(from, to]`. */
function happens({ history }: PreparedSubject, types: ReadonlySet<string>, from: number, to: number): boolean {
  for (let index = history.length - 1; index >= 0; index--) {
    const { type, at } = history[index]!;
    const instant = at.getTime();
    if (instant <= from) return false;
    if (instant <= to && types.has(type)) return true;
  }
  return false;
}
