import type { Catalog, CatalogField, ValueType } from "./catalog.js";
import type { Measure, Metric } from "./expression.js";

/** Use of the property by a measure, and type of its result. */
interface MeasureShape {
  readonly property: "none" | "optional" | "required";
  /** Types that the property may have; defaults to any. */
  readonly propertyTypes?: readonly ValueType[];
  /** Type of the result; `"property"` is the property's own type. */
  readonly yields: ValueType | "property";
}

const NUMERIC = ["number", "integer"] as const;

/** All measures. */
export const measures: Readonly<Record<Measure, MeasureShape>> = {
  count: { property: "none", yields: "integer" },
  sum: { property: "required", propertyTypes: NUMERIC, yields: "number" },
  average: { property: "required", propertyTypes: NUMERIC, yields: "number" },
  minimum: { property: "required", propertyTypes: NUMERIC, yields: "number" },
  maximum: { property: "required", propertyTypes: NUMERIC, yields: "number" },
  distinct: {
    property: "required",
    propertyTypes: ["text", "number", "integer", "boolean", "date", "instant"],
    yields: "integer",
  },
  first: { property: "optional", propertyTypes: ["text", "number", "integer", "boolean", "date", "instant"], yields: "property" },
  last: { property: "optional", propertyTypes: ["text", "number", "integer", "boolean", "date", "instant"], yields: "property" },
  timeSinceFirst: { property: "none", yields: "duration" },
  timeSinceLast: { property: "none", yields: "duration" },
  daysActive: { property: "none", yields: "integer" },
  longestGap: { property: "none", yields: "duration" },
  meanGap: { property: "none", yields: "duration" },
  trend: { property: "optional", propertyTypes: NUMERIC, yields: "number" },
  unanswered: { property: "none", yields: "integer" },
  knownFor: { property: "none", yields: "duration" },
};

/** Returns the catalog field of a property that all the interaction types share; `undefined` if they do not share it. */
export function propertyField(catalog: Catalog, types: readonly string[], path: string): CatalogField | undefined {
  let found: CatalogField | undefined;
  for (const type of types) {
    const properties = Object.hasOwn(catalog.interactions, type) ? catalog.interactions[type]! : {};
    const field = Object.hasOwn(properties, path) ? properties[path]! : undefined;
    if (field === undefined || (found !== undefined && found.type !== field.type)) return undefined;
    found ??= field;
  }
  return found;
}

/** The values that a field takes now, and those that it took before. */
export type KnownValues = Pick<CatalogField, "values" | "retiredValues">;

/** Returns the values of a property over some interaction types; `undefined` where one of them takes any value. */
export function propertyValues(catalog: Catalog, types: readonly string[], path: string): KnownValues | undefined {
  const fields = types.map((type) => (Object.hasOwn(catalog.interactions, type) ? catalog.interactions[type]![path] : undefined));
  if (fields.some((field) => field?.values === undefined)) return undefined;
  const collect = (key: keyof KnownValues): readonly string[] => [...new Set(fields.flatMap((field) => field![key] ?? []))];
  return { values: collect("values"), retiredValues: collect("retiredValues") };
}

/** Returns the type of a metric's value. */
export function metricType(catalog: Catalog, metric: Metric): ValueType {
  const { yields } = measures[metric.measure];
  if (yields !== "property") return yields;
  if (metric.property === undefined) return "instant";
  return propertyField(catalog, metric.types ?? [], metric.property)?.type ?? "opaque";
}
