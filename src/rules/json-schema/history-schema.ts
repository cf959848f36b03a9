import type { Catalog, CatalogField, FieldType } from "../language/catalog.js";
import { namesOfTypes, typesOfCatalog } from "../language/interaction-types.js";
import { measures, propertyField } from "../language/metric-value.js";
import { definition, type JsonSchema, listOf, oneOfNames, strictObject } from "./keywords.js";
import { testSchema } from "./test-schema.js";

type Properties = Readonly<Record<string, CatalogField>>;

/** Interaction types and families with the same properties, which share one definition of their conditions. */
export interface TypeGroup {
  readonly types: readonly string[];
  readonly properties: Properties;
  /** Name of the definition of their conditions. */
  readonly where: string;
}

/** Groups interaction types and their families by their properties. */
export function groupTypes(catalog: Catalog): readonly TypeGroup[] {
  const { interactions } = catalog;
  const groups = new Map<string, { types: string[]; properties: Properties; where: string }>();
  const values = valuesByPath(interactions);
  for (const type of namesOfTypes(Object.keys(interactions))) {
    const properties = Object.fromEntries(
      Object.entries(propertiesOf(catalog, type)).map(
        ([path, { values: _, retiredValues: __, ...field }]): [string, CatalogField] => {
          const all = values.get(path);
          return [path, all === undefined ? field : { ...field, values: [...all] }];
        },
      ),
    );
    const key = JSON.stringify(properties);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { types: [type], properties, where: `where.${groups.size + 1}` });
    else group.types.push(type);
  }
  return [...groups.values()];
}

/** Returns the properties of a type, or those that a family has with one type of value. */
function propertiesOf(catalog: Catalog, type: string): Properties {
  const paths = new Set(typesOfCatalog(catalog, type).flatMap((each) => Object.keys(catalog.interactions[each]!)));
  return Object.fromEntries(
    [...paths].flatMap((path) => {
      const field = propertyField(catalog, [type], path);
      return field === undefined ? [] : [[path, field]];
    }),
  );
}

/**
 * Returns the values that each property takes in any type. Conditions over several types apply to all of them at once, and
 * one schema for each type cannot say that a value of one is enough; the parser does.
 */
function valuesByPath(interactions: Readonly<Record<string, Properties>>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const isOpen = new Set<string>();
  for (const [path, field] of Object.values(interactions).flatMap((properties) => Object.entries(properties))) {
    if (field.values === undefined) isOpen.add(path);
    const values = found.get(path) ?? new Set();
    for (const value of [...(field.values ?? []), ...(field.retiredValues ?? [])]) values.add(value);
    found.set(path, values);
  }
  for (const path of isOpen) found.delete(path);
  return found;
}

/** Returns the schema of conditions on an interaction; `properties` are unknown without a catalog. */
export function whereSchema(name: string, properties: Properties | undefined): JsonSchema {
  const part = definition(name);
  return {
    anyOf: [
      strictObject({ kind: { enum: ["all", "any"] }, of: listOf(part) }),
      strictObject({ kind: { const: "not" }, of: part }),
      strictObject({ kind: { const: "channel" }, test: definition("test.channel") }),
      ...(properties === undefined
        ? [strictObject({ kind: { const: "property" }, path: definition("path"), test: definition("test.property") })]
        : fieldGroups(properties).map(({ paths, field }) =>
            strictObject({
              kind: { const: "property" },
              path: oneOfNames(paths),
              test: testSchema({
                type: field.type,
                constantsOnly: true,
                values: field.values,
                items: field.items,
              }),
            }),
          )),
    ],
  };
}

/** Groups fields with the same tests and values. */
export function fieldGroups(fields: Properties): readonly { readonly paths: readonly string[]; readonly field: CatalogField }[] {
  const groups = new Map<string, { paths: string[]; field: CatalogField }>();
  for (const [path, field] of Object.entries(fields)) {
    const key = JSON.stringify([field.type, field.values ?? null, field.retiredValues ?? null, field.items ?? null]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { paths: [path], field });
    else group.paths.push(path);
  }
  return [...groups.values()];
}

/** Returns the consequences of each group of types for an object with `types`. */
export function whereOfTypes(groups: readonly TypeGroup[]): readonly JsonSchema[] {
  return groups.map((group) => ({ if: hasTypes(group), then: { properties: { where: definition(group.where) } } }));
}

function hasTypes({ types }: TypeGroup): JsonSchema {
  return { required: ["types"], properties: { types: { contains: oneOfNames(types) } } };
}

const COMPARABLE: readonly FieldType[] = ["text", "number", "integer", "boolean", "date", "instant"];

/** Returns the consequences of each group of types for a metric: its properties, their types, the currency of amounts. */
export function metricOfTypes(groups: readonly TypeGroup[]): readonly JsonSchema[] {
  return groups.map((group) => {
    const entries = Object.entries(group.properties);
    const paths = (wanted: (field: CatalogField) => boolean): JsonSchema =>
      oneOfNames(entries.filter(([, field]) => wanted(field)).map(([path]) => path));
    const amounts = paths(({ currency }) => currency !== undefined);
    return {
      if: hasTypes(group),
      then: {
        properties: { where: definition(group.where), property: paths(({ type }) => COMPARABLE.includes(type)) },
        allOf: [
          {
            if: { properties: { measure: { enum: numericMeasures } } },
            then: { properties: { property: paths(({ type }) => type === "number" || type === "integer") } },
          },
          {
            if: { required: ["property"], properties: { property: amounts, measure: { enum: ["sum", "average", "trend"] } } },
            then: { required: ["currency"] },
          },
          { if: { required: ["currency"] }, then: { properties: { property: amounts } } },
        ],
      },
    };
  });
}

const numericMeasures = Object.entries(measures)
  .filter(([measure, { propertyTypes }]) => propertyTypes !== undefined && !["distinct", "first", "last"].includes(measure))
  .map(([measure]) => measure);

/** Returns the tests of a `first` or `last` of a property, by the type of the property in each group of types. */
export function testsOfProperties(groups: readonly TypeGroup[]): readonly JsonSchema[] {
  const typesOf = new Map<string, Set<FieldType>>();
  for (const { properties } of groups)
    for (const [path, { type }] of Object.entries(properties)) typesOf.set(path, (typesOf.get(path) ?? new Set()).add(type));
  const isOfOneType = (path: string): boolean => typesOf.get(path)!.size === 1;
  const everywhere = COMPARABLE.map((type) => ({
    type,
    paths: [...typesOf].filter(([path, types]) => isOfOneType(path) && types.has(type)).map(([path]) => path),
    group: undefined as TypeGroup | undefined,
  }));
  const somewhere = groups.flatMap((group) =>
    COMPARABLE.map((type) => ({
      type,
      paths: Object.keys(group.properties).filter((path) => group.properties[path]!.type === type && !isOfOneType(path)),
      group,
    })),
  );
  return [...everywhere, ...somewhere]
    .filter(({ paths }) => paths.length > 0)
    .map(({ type, paths, group }) => ({
      if: {
        properties: {
          metric: {
            required: ["property"],
            properties: {
              property: oneOfNames(paths),
              ...(group !== undefined && { types: { contains: oneOfNames(group.types) } }),
            },
          },
        },
      },
      then: { properties: { test: definition(`test.${type}`) } },
    }));
}
