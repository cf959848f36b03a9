import { ClienteleError, type InstantInput, MILLISECONDS_PER } from "../../kernel/index.js";
import { pathKeys, toMilliseconds, valueAtPath } from "../../kernel/internal.js";
import {
  type CatalogSource,
  compileMetrics,
  type Metric,
  type PreparedSubject,
  prepareSubject,
  standardCatalog,
} from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { type ChurnSubject } from "../policy/churn-subject.js";
import { isLength } from "../policy/compile-signal.js";

/** What a model sees of a customer. */
export interface FeatureDefinitions<Name extends string = string> {
  /** Rule metrics by name; lengths of time become days. */
  readonly metrics: Readonly<Record<Name, Metric>>;
  /** Attributes by name, numbers or true and false: paths (`attributes.seats`). */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Paths of attributes that never change: only these may be read of customers whose profile has no history. */
  readonly static?: readonly string[];
  /** The host's schema or its catalog; the standard catalog unless given. */
  readonly schema?: CatalogSource;
}

/** Features of a population, a column each; NaN is missing. */
export interface ChurnFeatures<Name extends string = string> {
  readonly ids: readonly string[];
  readonly features: Readonly<Record<Name, Float64Array>>;
}

/** Reads the features of one customer at an instant, in the order of `names`. */
export interface FeatureReader {
  readonly names: readonly string[];
  readonly read: (subject: PreparedSubject, asOf: number, hasPast: boolean) => readonly number[];
}

/**
 * The features of a population at an instant: what had happened by then, as far as it was known then. The same function makes
 * the rows of a training set, so that a model is never asked about something else than it learned.
 *
 * @param records - records or subjects
 * @param definitions - metrics and attributes
 * @param asOf - an instant
 * @throws ClienteleError `invalid_rule`, `attribute_without_past`, `invalid_instant`
 * @example
 * const ordered = { id: "i1", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const { features } = churnFeatures([{ id: "c1", attributes: {}, history: [ordered] }], { metrics: { silence: { measure: "timeSinceLast", types: ["order.placed"] } } }, { asOf: 3 * 86_400_000 });
 * features.silence[0] // => 3
 */
export function churnFeatures<Name extends string>(
  records: Iterable<ChurnSubject>,
  definitions: FeatureDefinitions<Name>,
  { asOf }: { readonly asOf: InstantInput },
): ChurnFeatures<Name> {
  const reader = featureReader(definitions);
  const at = toMilliseconds(asOf, "asOf");
  const ids: string[] = [];
  const rows: (readonly number[])[] = [];
  for (const record of records) {
    const subject = knownBy(preparedOf(record), at);
    ids.push(subject.id);
    rows.push(reader.read(subject, at, hasPast(record)));
  }
  return { ids, features: columnsOf(reader.names, rows) as Record<Name, Float64Array> };
}

/** Compiles the features once. */
export function featureReader({ metrics, attributes = {}, static: fixed = [], schema }: FeatureDefinitions): FeatureReader {
  const names = [...Object.keys(metrics), ...Object.keys(attributes)];
  const units = Object.values<Metric>(metrics).map((metric) => (isLength(metric) ? MILLISECONDS_PER.days : 1));
  const figures = compileMetrics(metrics, { schema: schema ?? standardCatalog });
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

/** Whether a record tells how its attributes came to be what they are; an empty list says that they never changed. */
export function hasPast(record: ChurnSubject): boolean {
  return "columns" in record ? record.past !== null : record.changes !== undefined;
}

/** Throws where an attribute of today would be taken for one of the past. */
export function refuseWithoutPast(customerId: string, path: string, fixed: readonly string[]): void {
  if (fixed.includes(path) || NEVER_CHANGES.has(path)) return;
  throw new ClienteleError(
    "attribute_without_past",
    `The profile has no history, so that ${path} of today would stand for the past: keep changes, or declare it static.`,
    { attribute: path, customerId },
  );
}

const NEVER_CHANGES: ReadonlySet<string> = new Set(["id", "kind", "createdAt"]);

/** The subject with what was known by an instant; what was recorded later does not exist. */
export function knownBy(subject: PreparedSubject, asOf: number): PreparedSubject {
  const isLate = subject.history.some(({ recordedAt }) => recordedAt !== undefined && recordedAt.getTime() > asOf);
  return isLate ? prepareSubject(subject, { knownAt: asOf }) : subject;
}

/** Rows as columns. */
export function columnsOf(names: readonly string[], rows: readonly (readonly number[])[]): Record<string, Float64Array> {
  return Object.fromEntries(names.map((name, place) => [name, Float64Array.from(rows, (row) => row[place]!)]));
}
