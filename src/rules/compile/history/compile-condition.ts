import type { Interaction } from "../../../models/index.js";
import type { Where } from "../../language/expression.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledTest, CompiledWhere } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import { compileTest, NO_SUBJECT } from "../tests/compile-test.js";
import { propertyReader } from "./compile-where.js";

/** Compiles a condition on interactions of some types. */
export function compileCondition(where: Where, types: readonly string[], context: CompileContext): CompiledWhere {
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
