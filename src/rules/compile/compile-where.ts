import { pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { Catalog } from "../language/catalog.js";
import { compileTest } from "./compile-test.js";
import type { Where } from "../language/expression.js";
import { propertyField } from "../language/metric-value.js";
import type { PreparedSubject } from "./prepared-subject.js";

/** Compiled conditions on one interaction. */
export type CompiledWhere = (interaction: Interaction) => boolean;

/** Tests in a `where` depend neither on time nor on the subject. */
const NO_SUBJECT = undefined as unknown as PreparedSubject;

/** Compiles conditions on interactions of some types; `null` if there are none. */
export function compileWhere(where: Where | undefined, types: readonly string[], catalog: Catalog): CompiledWhere | null {
  if (where === undefined) return null;
  switch (where.kind) {
    case "all": {
      const parts = where.of.map((part) => compileWhere(part, types, catalog)!);
      return (interaction) => parts.every((part) => part(interaction));
    }
    case "any": {
      const parts = where.of.map((part) => compileWhere(part, types, catalog)!);
      return (interaction) => parts.some((part) => part(interaction));
    }
    case "not": {
      const part = compileWhere(where.of, types, catalog)!;
      return (interaction) => !part(interaction);
    }
    case "channel": {
      const { passes } = compileTest(where.test, "text");
      return (interaction) => passes(interaction.channel, NO_SUBJECT, 0);
    }
    case "property": {
      const { passes } = compileTest(where.test, propertyField(catalog, types, where.path)?.type ?? "opaque");
      const read = propertyReader(where.path);
      return (interaction) => passes(read(interaction), NO_SUBJECT, 0);
    }
  }
}

/** Returns a function that reads a property of an interaction by its path. */
export function propertyReader(path: string): (interaction: Interaction) => unknown {
  const keys = pathKeys(path) ?? [];
  if (keys.length !== 1) return (interaction) => valueAtPath(interaction.properties, keys);
  const key = keys[0]!;
  return ({ properties }) => (Object.hasOwn(properties, key) ? properties[key] : undefined);
}
