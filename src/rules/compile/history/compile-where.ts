import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { Interaction } from "../../../models/index.js";
import type { Where } from "../../language/expression.js";
import { type CompileContext, compilerOf } from "../context/ability.js";
import type { CompiledWhere } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import type { HistoryColumn } from "../subject/prepared-subject.js";

/** Compiles conditions on interactions of some types; `null` if there are none. */
export function compileWhere(where: Where | undefined, types: readonly string[], context: CompileContext): CompiledWhere | null {
  return where === undefined ? null : compilerOf(context, "forms", "where")(where, types, context);
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
