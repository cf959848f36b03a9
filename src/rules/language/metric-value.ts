import type { Catalog, CatalogField, ValueType } from "./catalog.js";
import type { Measure, Metric } from "./expression.js";
import { hasFamily, prefixOf, typesOfCatalog } from "./interaction-types.js";
import type { RuleFields } from "./rule-fields.js";

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
  longestBreak: { property: "none", yields: "duration" },
  fewestPerPeriod: { property: "none", yields: "integer" },
  trend: { property: "optional", propertyTypes: NUMERIC, yields: "number" },
  unanswered: { property: "none", yields: "integer" },
  knownFor: { property: "none", yields: "duration" },
};

/**
 * Returns the catalog field of a property that all the interaction types share; `undefined` if they do not share it. In a
 * family one type with the property is enough, but every type that declares it must give its values the same type.
 */
export function propertyField(catalog: Catalog, types: readonly string[], path: string): CatalogField | undefined {
  const fields = types.map((type) => declarationsOf(catalog, type, path));
  if (fields.some((own) => own.length === 0)) return undefined;
  const [first, ...others] = fields.flat();
  if (others.some((other) => !isAlike(first!, other))) return undefined;
  return hasFamily(types) ? familyField(first!, others) : first;
}

/** Returns the declarations of a property by the types that a name stands for. */
function declarationsOf(catalog: Catalog, type: string, path: string): readonly CatalogField[] {
  return typesOfCatalog(catalog, type).flatMap((each) => {
    const properties = catalog.interactions[each]!;
    return Object.hasOwn(properties, path) ? [properties[path]!] : [];
  });
}

/** Joins the declarations of a family. Amounts whose currencies stand at different paths have no common meaning. */
function familyField(first: CatalogField, others: readonly CatalogField[]): CatalogField | undefined {
  if (others.some(({ currency }) => currency !== first.currency)) return undefined;
  const decimals = [first, ...others].map((field) => field.decimals);
  const { decimals: _, ...rest } = first;
  return decimals.includes(undefined) ? rest : { ...rest, decimals: Math.max(...(decimals as number[])) };
}

/**
 * Returns the only types whose interactions have a property; `undefined` where all the types are named and declare it. In a
 * family the property is missing in every type that does not declare it, whatever an interaction carries.
 */
export function declaringTypes(catalog: Catalog, types: readonly string[], path: string): readonly string[] | undefined {
  if (!hasFamily(types)) return undefined;
  const declared = types.flatMap((type) => {
    if (prefixOf(type) === undefined) return [type];
    return typesOfCatalog(catalog, type).filter((each) => Object.hasOwn(catalog.interactions[each]!, path));
  });
  return [...new Set(declared)];
}

/** Whether conditions on one field mean the same on another: both have a type, and items the same fields. */
function isAlike(one: CatalogField, other: CatalogField): boolean {
  return one.type === other.type && (one.items === other.items || JSON.stringify(one.items) === JSON.stringify(other.items));
}

/** The values that a field takes now, and those that it took before. */
export type KnownValues = Pick<CatalogField, "values" | "retiredValues">;

/** Returns the values of a property over some interaction types; `undefined` where one of them takes any value. */
export function propertyValues(catalog: Catalog, types: readonly string[], path: string): KnownValues | undefined {
  const fields = types.flatMap((type) => declarationsOf(catalog, type, path));
  if (fields.length === 0 || fields.some(({ values }) => values === undefined)) return undefined;
  const collect = (key: keyof KnownValues): readonly string[] => [...new Set(fields.flatMap((field) => field[key] ?? []))];
  return { values: collect("values"), retiredValues: collect("retiredValues") };
}

/** Returns the type of a metric's value. */
export function metricType(catalog: Catalog, metric: Metric): ValueType {
  const { yields } = measures[metric.measure];
  if (yields !== "property") return yields;
  if (metric.property === undefined) return "instant";
  return propertyField(catalog, metric.types ?? [], metric.property)?.type ?? "opaque";
}

/** Returns the fields of a catalog as rules read them. */
export function fieldsOf(catalog: Catalog): RuleFields {
  return {
    attribute: (path) => catalog.attributes[path],
    property: (types, path) => {
      const field = propertyField(catalog, types, path);
      const declaring = declaringTypes(catalog, types, path);
      return field === undefined || declaring === undefined ? field : { ...field, declaring };
    },
    metricType: (metric) => metricType(catalog, metric),
  };
}
