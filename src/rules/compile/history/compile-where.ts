import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { Interaction } from "../../../models/index.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledTest, CompiledWhere } from "../context/compiled.js";
import { compileTest, NO_SUBJECT } from "../tests/compile-test.js";
import type { Where } from "../../language/expression.js";
import { NEVER } from "../subject/compiled-node.js";
import type { HistoryColumn } from "../subject/prepared-subject.js";

/** Compiles conditions on interactions of some types; `null` if there are none. */
export function compileWhere(where: Where | undefined, types: readonly string[], context: CompileContext): CompiledWhere | null {
  return where === undefined ? null : compileCondition(where, types, context);
}

function compileCondition(where: Where, types: readonly string[], context: CompileContext): CompiledWhere {
  switch (where.kind) {
    case "all":
    case "any": {
      const parts = where.of.map((part) => compileCondition(part, types, context));
      return {
        holds:
          where.kind === "all"
            ? (interaction, asOf) => parts.every((part) => part.holds(interaction, asOf))
            : (interaction, asOf) => parts.some((part) => part.holds(interaction, asOf)),
        next: earliestOf(parts),
      };
    }
    case "not": {
      const { holds, next } = compileCondition(where.of, types, context);
      return { holds: (interaction, asOf) => !holds(interaction, asOf), next };
    }
    case "channel":
      return conditionOf(compileTest(where.test, "text", context), ({ channel }) => channel);
    case "property": {
      const field = context.fields.property(types, where.path);
      return conditionOf(
        compileTest(where.test, field?.type ?? "opaque", context, field?.items),
        propertyReader(where.path, field?.declaring),
      );
    }
  }
}

function conditionOf({ passes, next }: CompiledTest, read: (interaction: Interaction) => unknown): CompiledWhere {
  return {
    holds: (interaction, asOf) => passes(read(interaction), NO_SUBJECT, asOf),
    next: next === null ? null : (interaction, asOf) => next(read(interaction), asOf),
  };
}

function earliestOf(parts: readonly CompiledWhere[]): CompiledWhere["next"] {
  const timed = parts.flatMap(({ next }) => next ?? []);
  if (timed.length === 0) return null;
  return (interaction, asOf) => timed.reduce((earliest, next) => Math.min(earliest, next(interaction, asOf)), NEVER);
}

/** Returns the first instant after `asOf` at which time alone may change a condition for an interaction in [first, end). */
export function nextOfWhere(
  where: CompiledWhere | null,
  { interactions }: HistoryColumn,
  first: number,
  end: number,
  asOf: number,
): number {
  let earliest = NEVER;
  if (where === null || where.next === null) return earliest;
  for (let index = first; index < end; index++) earliest = Math.min(earliest, where.next(interactions[index]!, asOf));
  return earliest;
}

/**
 * Returns a function that reads a property of an interaction by its path.
 *
 * @param declaring - the only types whose interactions have the property; `undefined` where all that are read do
 */
export function propertyReader(path: string, declaring?: readonly string[]): (interaction: Interaction) => unknown {
  const keys = pathKeys(path) ?? [];
  const key = keys[0]!;
  const read: (interaction: Interaction) => unknown =
    keys.length === 1
      ? ({ properties }) => (Object.hasOwn(properties, key) ? properties[key] : undefined)
      : (interaction) => valueAtPath(interaction.properties, keys);
  if (declaring === undefined) return read;
  const declared = new Set(declaring);
  return (interaction) => (declared.has(interaction.type) ? read(interaction) : undefined);
}
