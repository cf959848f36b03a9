import { ClienteleError, type InstantInput, MILLISECONDS_PER } from "../../kernel/index.js";
import {
  anInstant,
  anObject,
  aText,
  listOf,
  mapOf,
  type OptionShape,
  pathKeys,
  requireOption,
  requireOptions,
  toMilliseconds,
  valueAtPath,
} from "../../kernel/internal.js";
import {
  type Calendars,
  type CatalogSource,
  compileMetrics,
  type Metric,
  type PreparedSubject,
  prepareSubject,
  standardCatalog,
} from "../../rules/index.js";
import { bindCalendars, preparedOf, someCalendars } from "../../rules/internal.js";
import type { ChurnSubject } from "../policy/churn-subject.js";
import { isLength } from "../policy/compile-signal.js";

/** Definition of the features of a model. */
export interface FeatureDefinitions<Name extends string = string> {
  /** Rule metrics by name; lengths of time are converted to days. */
  readonly metrics: Readonly<Record<Name, Metric>>;
  /** Paths of numeric or boolean attributes by name (`attributes.seats`). */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Paths of attributes that never change: the only ones that may be read from a profile without `changes`. */
  readonly static?: readonly string[] | undefined;
  /** Schema of the host, or its catalog. Defaults to the standard catalog. */
  readonly schema?: CatalogSource | undefined;
  /** Open hours of the business calendars that the metrics name. */
  readonly calendars?: Calendars | undefined;
}

/** Features of a population, one column each; NaN is a missing value. */
export interface ChurnFeatures<Name extends string = string> {
  readonly ids: readonly string[];
  readonly features: Readonly<Record<Name, Float64Array>>;
}

/** Compiled feature definitions: reads the features of one customer at an instant, in the order of `names`. */
export interface FeatureReader {
  readonly names: readonly string[];
  readonly read: (subject: PreparedSubject, asOf: number, hasPast: boolean) => readonly number[];
}

const METRICS = mapOf(anObject);
/** `compileMetrics` checks each metric. */
export const FEATURE_DEFINITIONS: OptionShape<FeatureDefinitions> = {
  metrics: METRICS,
  attributes: mapOf(aText),
  static: listOf(aText),
  schema: anObject,
  calendars: someCalendars,
};

/**
 * Computes the features of a population at an instant, from what had happened and was recorded by then. `buildChurnDataset` uses
 * the same code, so that a model scores the same features as it learned.
 *
 * @param records - records or subjects
 * @param definitions - metrics and attributes
 * @throws ClienteleError `invalid_rule`, `attribute_without_past`, `invalid_instant`, `invalid_option`
 * @example
 * const ordered = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const { features } = churnFeatures([{ id: "c1", attributes: {}, history: [ordered] }], { metrics: { silence: { measure: "timeSinceLast", types: ["order.placed"] } } }, { asOf: 3 * 86_400_000 });
 * features.silence[0] // => 3
 */
export function churnFeatures<Name extends string>(
  records: Iterable<ChurnSubject>,
  definitions: FeatureDefinitions<Name>,
  options: { readonly asOf: InstantInput },
): ChurnFeatures<Name> {
  const { asOf } = requireOptions(options, { asOf: anInstant });
  const reader = featureReader(definitions);
  const at = toMilliseconds(asOf!, "asOf");
  const ids: string[] = [];
  const rows: (readonly number[])[] = [];
  for (const record of records) {
    const subject = knownBy(preparedOf(record), at);
    ids.push(subject.id);
    rows.push(reader.read(subject, at, hasPast(record)));
  }
  return { ids, features: columnsOf(reader.names, rows) as Record<Name, Float64Array> };
}

/** Compiles feature definitions. */
export function featureReader(definitions: Partial<FeatureDefinitions>): FeatureReader {
  const { attributes = {}, static: fixed = [], schema = standardCatalog, calendars } = definitions;
  const metrics = requireOption("metrics", definitions.metrics, METRICS);
  // All at once, so that each problem has its path.
  bindCalendars(metrics, calendars, "metrics");
  const names = [...Object.keys(metrics), ...Object.keys(attributes)];
  const units = Object.values<Metric>(metrics).map((metric) => (isLength(metric) ? MILLISECONDS_PER.days : 1));
  const figures = compileMetrics(metrics, { schema, calendars });
  const paths = Object.entries(attributes).map(([name, path]) => ({ name, path, keys: pathKeys(path) ?? [] }));
  return {
    names,
    read: (subject, asOf, knowsPast) => {
      const values = Object.values(figures(subject, asOf)).map((value, place) =>
        typeof value === "number" || typeof value === "boolean" ? Number(value) / units[place]! : Number.NaN,
      );
      for (const { path, keys } of paths) {
        if (!knowsPast) refuseWithoutPast(subject.id, path, fixed);
        const value = valueAtPath(subject.attributes, keys);
        values.push(typeof value === "number" || typeof value === "boolean" ? Number(value) : Number.NaN);
      }
      return values;
    },
  };
}

/** Returns whether a record has the history of its attributes; an empty list of changes says that they never changed. */
export function hasPast(record: ChurnSubject): boolean {
  return "columns" in record ? record.past !== null : record.changes !== undefined;
}

/** Refuses an attribute whose current value would stand in for its past value. */
export function refuseWithoutPast(customerId: string, path: string, fixed: readonly string[]): void {
  if (fixed.includes(path) || NEVER_CHANGES.has(path)) return;
  throw new ClienteleError(
    "attribute_without_past",
    `The past of the attribute ${path} is not recorded for customer ${customerId}. Keep the profile's changes, or list the path in \`static\`.`,
    { attribute: path, customerId },
  );
}

const NEVER_CHANGES: ReadonlySet<string> = new Set(["id", "kind", "createdAt"]);

/** Returns the subject without interactions that were recorded after an instant. */
export function knownBy(subject: PreparedSubject, asOf: number): PreparedSubject {
  const isLate = subject.history.some(({ recordedAt }, index) => {
    const recorded = recordedAt ?? null;
    return recorded !== null && toMilliseconds(recorded, `history[${index}].recordedAt`) > asOf;
  });
  return isLate ? prepareSubject(subject, { knownAt: asOf }) : subject;
}

/** Converts rows to columns. */
export function columnsOf(names: readonly string[], rows: readonly (readonly number[])[]): Record<string, Float64Array> {
  return Object.fromEntries(names.map((name, place) => [name, Float64Array.from(rows, (row) => row[place]!)]));
}
