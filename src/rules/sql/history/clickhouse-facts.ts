import type { WindowAnchor, WindowSpec, Where } from "../../language/expression.js";
import { type Fragment, join, raw, sql } from "../dialects/fragment.js";
import { type FactRow, type HistoryContext, interactionsOf, typeConditions, whereSql } from "./history-sql.js";
import { unsupported } from "../dialects/unsupported.js";
import { windowCondition } from "./window-sql.js";

/** All interactions of a subject, in the order `(at, id)`, as an array of tuples. */
export const HISTORY = raw("h.history");

/** Returns the element of the array of interactions that the variable of a lambda names. */
export function factRow(context: HistoryContext, variable: string): FactRow {
  const columns = interactionsOf(context);
  const own = Object.entries(columns.columns ?? {});
  return {
    at: raw(`${variable}.1`),
    id: raw(`${variable}.2`),
    type: raw(`${variable}.3`),
    channel: () => {
      if (columns.channel === undefined)
        throw unsupported(context.dialect, "channel", "The mapping has no column for the channel.");
      return raw(`${variable}.4`);
    },
    source: (path) => {
      const index = own.findIndex(([each]) => each === path);
      if (index >= 0) return { column: raw(`${variable}.${index + 6}`), spec: own[index]![1] };
      if (columns.document === undefined)
        throw unsupported(
          context.dialect,
          "column",
          `The mapping has neither a document nor a column for ${JSON.stringify(path)}.`,
        );
      return { document: raw(`${variable}.5`), keys: path.split(".") };
    },
  };
}

/** What selects interactions of a subject. */
export interface FactFilter {
  readonly types?: readonly string[];
  readonly where?: Where | undefined;
  readonly window?: WindowSpec | undefined;
  /** Replaces the window. */
  readonly when?: (at: Fragment, row: FactRow) => Fragment;
}

/** Returns the condition of a lambda over interactions, as 0 or 1. */
export function factCondition(context: HistoryContext, variable: string, { types, where, window, when }: FactFilter): Fragment {
  const row = factRow(context, variable);
  const conditions = [
    ...typeConditions(context, row.type, types),
    when === undefined ? windowCondition(window, row.at, context.asOf, (of) => anchorOverArray(context, of)) : when(row.at, row),
    ...(where === undefined ? [] : [whereSql(context, where, types ?? [], row)]),
  ];
  return sql`ifNull(${join(conditions, " AND ")}, 0)`;
}

/** Returns the interactions that meet a filter, as an array. */
export function facts(context: HistoryContext, filter: FactFilter): Fragment {
  const variable = context.nextAlias();
  return sql`arrayFilter(${raw(variable)} -> ${factCondition(context, variable, filter)}, ${HISTORY})`;
}

/** Returns what a function makes of every interaction of an array. */
export function mapped(context: HistoryContext, array: Fragment, body: (row: FactRow) => Fragment): Fragment {
  const variable = context.nextAlias();
  return sql`arrayMap(${raw(variable)} -> ${body(factRow(context, variable))}, ${array})`;
}

/** Returns the instants of an array of interactions. */
export function instants(context: HistoryContext, array: Fragment): Fragment {
  return mapped(context, array, (row) => row.at);
}

/** Returns the first or the last element of an array; NULL of an empty one. */
export function firstOrNull(array: Fragment, position: 1 | -1): Fragment {
  return sql`if(empty(${array}), NULL, arrayElement(${array}, ${raw(String(position))}))`;
}

/** Returns the start of a relative window. */
export function anchorOverArray(context: HistoryContext, of: WindowAnchor): Fragment {
  if ("attribute" in of) return context.attribute(of.attribute);
  return firstOrNull(instants(context, facts(context, { types: "first" in of ? of.first : of.last })), "first" in of ? 1 : -1);
}
