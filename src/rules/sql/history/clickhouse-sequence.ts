import { LARGEST_INSTANT } from "../../../kernel/index.js";
import { anchorOf } from "../../language/current-version.js";
import type { AbsenceExpression, LaterStep, Metric, SequenceExpression } from "../../language/expression.js";
import { namesOfSame } from "../../language/same-property.js";
import { spanOf } from "../../language/span.js";
import { factCondition, factRow, facts, HISTORY } from "./clickhouse-facts.js";
import { deadlineOf } from "./deadline-sql.js";
import { type Fragment, integer, join, raw, sql } from "../dialects/fragment.js";
import type { FactRow, HistoryContext } from "./history-sql.js";
import { followsSql, sharedValue, type Sharing, sharing } from "./sequence-sql.js";

/** Returns the condition that a sequence or an absence holds, over the array of interactions. */
export function sequenceOverArray(context: HistoryContext, expression: SequenceExpression | AbsenceExpression): Fragment {
  const first = expression.kind === "sequence" ? expression.steps[0]! : expression.first;
  const { same } = expression;
  const found = facts(context, { types: first.types, where: first.where, window: expression.window });
  const onlyLast = anchorOf(expression) === "last";
  const shared = same === undefined ? undefined : { types: first.types, property: namesOfSame(same).first };
  const anchors = onlyLast ? lastOnes(context, found, shared) : found;
  const anchor = context.nextAlias();
  const row = factRow(context, anchor);
  const deadline = deadlineOf(context, expression, row.at);
  const sequence = { deadline, shared: sharing(context, same, first.types, row) };
  const holds =
    expression.kind === "sequence"
      ? laterSteps(context, expression.steps.slice(1), [row], sequence)
      : sql`(${deadline} <= ${integer(context.asOf)} AND NOT ${laterSteps(context, [expression.missing], [row], sequence)})`;
  return sql`arrayExists(${raw(anchor)} -> ${holds}, ${anchors})`;
}

/** Returns all interactions at the last instant of an array, or at the last instant of each value of a property. */
function lastOnes(
  context: HistoryContext,
  found: Fragment,
  of: { readonly types: readonly string[]; readonly property: string } | undefined,
): Fragment {
  const variable = context.nextAlias();
  if (of === undefined)
    return sql`arrayFilter(${raw(variable)} -> ${raw(`${variable}.1`)} = arrayElement(${found}, -1).1, ${found})`;
  const other = context.nextAlias();
  const valueOf = (each: string) => sharedValue(context, of.types, of.property, factRow(context, each));
  const isLater = sql`${raw(`${other}.1`)} > ${raw(`${variable}.1`)} AND ifNull(${valueOf(other)} = ${valueOf(variable)}, 0)`;
  return sql`arrayFilter(${raw(variable)} -> NOT arrayExists(${raw(other)} -> (${isLater}), ${found}), ${found})`;
}

function laterSteps(
  context: HistoryContext,
  steps: readonly LaterStep[],
  before: readonly FactRow[],
  sequence: { readonly deadline: Fragment; readonly shared: Sharing },
): Fragment {
  const [step, ...later] = steps as [LaterStep, ...LaterStep[]];
  const variable = context.nextAlias();
  const row = factRow(context, variable);
  const condition = factCondition(context, variable, {
    types: step.types,
    where: step.where,
    when: (at) =>
      join([followsSql(step, row, before), sql`${at} < ${sequence.deadline}`, ...sequence.shared(step.types, row)], " AND "),
  });
  const tied = step.atOrAfter === true ? [...before, row] : [row];
  const rest = later.length === 0 ? raw("") : sql` AND ${laterSteps(context, later, tied, sequence)}`;
  return sql`arrayExists(${raw(variable)} -> (${condition}${rest}), ${HISTORY})`;
}

/** Returns the number of interactions without an answer up to `asOf`, over the array of interactions. */
export function unansweredOverArray(context: HistoryContext, metric: Metric): Fragment {
  const { types = [], where, window, answer, same, openFor } = metric;
  const asked = context.nextAlias();
  const row = factRow(context, asked);
  const answering = laterSteps(context, [answer!], [row], {
    deadline: sql`${integer(LARGEST_INSTANT)}`,
    shared: sharing(context, same, types, row),
  });
  const old = openFor === undefined ? raw("") : sql`${row.at} <= ${integer(spanOf(openFor).start(context.asOf))} AND `;
  return sql`toInt64(arrayCount(${raw(asked)} -> (${old}NOT ${answering}), ${facts(context, { types, where, window })}))`;
}
