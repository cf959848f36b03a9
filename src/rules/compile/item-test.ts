import { pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import type { ItemWhere, Test } from "../language/expression.js";
import { compileTest } from "./compile-test.js";
import { numberTest } from "./number-test.js";
import type { PreparedSubject } from "./prepared-subject.js";

/** Fields of the items of a list of objects, by path. */
export type ItemFields = Readonly<Record<string, CatalogField>>;

type ItemPredicate = (item: unknown) => boolean;

/** Conditions on an item depend neither on time nor on the subject. */
const NO_SUBJECT = undefined as unknown as PreparedSubject;

/** Compiles a test of the items of a list. A missing list has none. */
export function itemTest(test: Extract<Test, { is: "someItem" | "itemCount" }>, fields: ItemFields): (raw: unknown) => boolean {
  if (test.is === "someItem") {
    const holds = compileItemWhere(test.where, fields);
    return (raw) => Array.isArray(raw) && raw.some(holds);
  }
  const passes = numberTest(test.test);
  if (test.where === undefined) return (raw) => passes(Array.isArray(raw) ? raw.length : 0);
  const holds = compileItemWhere(test.where, fields);
  return (raw) => {
    let count = 0;
    if (Array.isArray(raw)) for (let index = 0; index < raw.length; index++) if (holds(raw[index])) count++;
    return passes(count);
  };
}

function compileItemWhere(where: ItemWhere, fields: ItemFields): ItemPredicate {
  switch (where.kind) {
    case "all": {
      const parts = where.of.map((part) => compileItemWhere(part, fields));
      return (item) => parts.every((part) => part(item));
    }
    case "any": {
      const parts = where.of.map((part) => compileItemWhere(part, fields));
      return (item) => parts.some((part) => part(item));
    }
    case "not": {
      const part = compileItemWhere(where.of, fields);
      return (item) => !part(item);
    }
    case "property": {
      const { passes } = compileTest(where.test, fields[where.path]!.type);
      const keys = pathKeys(where.path) ?? [];
      return (item) => passes(valueAtPath(item as Readonly<Record<string, unknown>>, keys), NO_SUBJECT, 0);
    }
  }
}
