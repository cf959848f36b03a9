import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { ItemWhere } from "../../language/expression.js";
import type { TestedValue, TestOf } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { compileTest, NO_SUBJECT, timeless } from "./compile-test.js";
import { numberTest } from "./number-test.js";

type ItemPredicate = (item: unknown) => boolean;

/** Compiles a test of the items of a list. A missing list has none. */
export function itemTest(test: TestOf<"someItem"> | TestOf<"itemCount">, on: TestedValue): CompiledTest {
  return timeless(itemPredicate(test, on));
}

function itemPredicate(test: TestOf<"someItem"> | TestOf<"itemCount">, on: TestedValue): (raw: unknown) => boolean {
  if (test.is === "someItem") {
    const holds = compileItemWhere(test.where, on);
    return (raw) => Array.isArray(raw) && raw.some(holds);
  }
  const passes = numberTest(test.test);
  if (test.where === undefined) return (raw) => passes(Array.isArray(raw) ? raw.length : 0);
  const holds = compileItemWhere(test.where, on);
  return (raw) => {
    let count = 0;
    if (Array.isArray(raw)) for (let index = 0; index < raw.length; index++) if (holds(raw[index])) count++;
    return passes(count);
  };
}

/** Compiles conditions on one item of a list. */
export function compileItemWhere(where: ItemWhere, on: Pick<TestedValue, "items" | "context">): ItemPredicate {
  switch (where.kind) {
    case "all": {
      const parts = where.of.map((part) => compileItemWhere(part, on));
      return (item) => parts.every((part) => part(item));
    }
    case "any": {
      const parts = where.of.map((part) => compileItemWhere(part, on));
      return (item) => parts.some((part) => part(item));
    }
    case "not": {
      const part = compileItemWhere(where.of, on);
      return (item) => !part(item);
    }
    case "property": {
      const { passes } = compileTest(where.test, on.items[where.path]!.type, on.context);
      const keys = pathKeys(where.path) ?? [];
      return (item) => passes(valueAtPath(item, keys), NO_SUBJECT, 0);
    }
  }
}
