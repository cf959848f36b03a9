import type { Catalog, CatalogField } from "../language/catalog.js";
import { fieldGroups } from "./history-schema.js";
import { definition, type JsonSchema, listOf, oneOfNames, strictObject } from "./keywords.js";
import { itemWhereName, testSchema } from "./test-schema.js";

/** Returns the definitions of the conditions on an item: one for each set of fields of the catalog, or one by form alone. */
export function itemDefinitions(catalog: Catalog | undefined): Readonly<Record<string, JsonSchema>> {
  if (catalog === undefined) {
    const test = testSchema({ type: undefined, isItem: true });
    return { itemWhere: whereOf("itemWhere", [strictObject({ ...property, path: definition("path"), test })]) };
  }
  const fields = [catalog.attributes, ...Object.values(catalog.interactions)].flatMap((each) => Object.values(each));
  return Object.fromEntries(
    fields.flatMap(({ items }) => {
      if (items === undefined) return [];
      const name = itemWhereName(items);
      return [[name, whereOf(name, fieldGroups(items).map(conditionOn))]];
    }),
  );
}

const property = { kind: { const: "property" } };

function conditionOn({ paths, field }: { readonly paths: readonly string[]; readonly field: CatalogField }): JsonSchema {
  const values = field.values && [...field.values, ...(field.retiredValues ?? [])];
  return strictObject({ ...property, path: oneOfNames(paths), test: testSchema({ type: field.type, isItem: true, values }) });
}

function whereOf(name: string, leaves: readonly JsonSchema[]): JsonSchema {
  const part = definition(name);
  return {
    anyOf: [
      strictObject({ kind: { enum: ["all", "any"] }, of: listOf(part) }),
      strictObject({ kind: { const: "not" }, of: part }),
      ...leaves,
    ],
  };
}
