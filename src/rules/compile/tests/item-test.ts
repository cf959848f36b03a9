import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { CatalogField } from "../../language/catalog.js";
import type { ItemWhere, Test } from "../../language/expression.js";
import { numberTest } from "./number-test.js";

/** Fields of the items of a list of objects, by path. */
export type ItemFields = Readonly<Record<string, CatalogField>>;

type ItemPredicate = (item: unknown) => boolean;

/** Compiles a test of a field of an item to whether a value passes. */
type CompileField = (test: Test, field: CatalogField) => (raw: unknown) => boolean;

/** Compiles a test of the items of a list. A missing list has none. */
export function itemTest(
  test: Extract<Test, { is: "someItem" | "itemCount" }>,
  fields: ItemFields,
  compileField: CompileField,
): (raw: unknown) => boolean {
  if (test.is === "someItem") {
    const holds = compileItemWhere(test.where, fields, compileField);
    return (raw) => Array.isArray(raw) && raw.some(holds);
  }
  const passes = numberTest(test.test);
  if (test.where === undefined) return (raw) => passes(Array.isArray(raw) ? raw.length : 0);
  const holds = compileItemWhere(test.where, fields, compileField);
  return (raw) => {
    let count = 0;
    if (Array.isArray(raw)) for (let index = 0; index < raw.length; index++) if (holds(raw[index])) count++;
    return passes(count);
  };
}

/** Compiles conditions on one item of a list. */
export function compileItemWhere(where: ItemWhere, fields: ItemFields, compileField: CompileField): ItemPredicate {
  switch (where.kind) {
    case "all": {
      const parts = where.of.map((part) => compileItemWhere(part, fields, compileField));
      return (item) => parts.every((part) => part(item));
    }
    case "any": {
      const parts = where.of.map((part) => compileItemWhere(part, fields, compileField));
      return (item) => parts.some((part) => part(item));
    }
    case "not": {
      const part = compileItemWhere(where.of, fields, compileField);
      return (item) => !part(item);
    }
    case "property": {
      const passes = compileField(where.test, fields[where.path]!);
      const keys = pathKeys(where.path) ?? [];
      return (item) => passes(valueAtPath(item, keys));
    }
  }
}
