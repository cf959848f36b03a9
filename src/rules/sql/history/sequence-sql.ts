import { anchorOf } from "../../language/current-version.js";
import type {
  AbsenceExpression,
  LaterStep,
  Metric,
  SameProperty,
  SequenceExpression,
  Step,
  Where,
} from "../../language/expression.js";
import { propertyField } from "../../language/metric-value.js";
import { namesOfSame } from "../../language/same-property.js";
import { spanOf } from "../../language/span.js";
import { deadlineOf } from "./deadline-sql.js";
import { type Fragment, integer, join, sql } from "../dialects/fragment.js";
import { type FactRow, factsOf, type HistoryContext, propertySource } from "./history-sql.js";
import { typedValue } from "../mapping/mapping.js";

/** Returns the condition that a sequence or an absence holds. Never NULL. */
export function sequenceSql(context: HistoryContext, expression: SequenceExpression | AbsenceExpression): Fragment {
  const first = expression.kind === "sequence" ? expression.steps[0]! : expression.first;
  const { window, same } = expression;
  const step = { ...stepFacts(first), ...(window && { window }) };
  const anchors = factsOf(context, step);
  const deadline = deadlineOf(context, expression, anchors.at);
  const sequence: Sequence = { deadline, shared: sharing(context, same, first.types, anchors.row) };
  const rest =
    expression.kind === "sequence"
      ? [laterSteps(context, expression.steps.slice(1), [anchors.row], sequence)]
      : [
          sql`${deadline} <= ${integer(context.asOf)}`,
          sql`NOT ${laterSteps(context, [expression.missing], [anchors.row], sequence)}`,
        ];
  const last = anchorOf(expression) === "last" ? [lastSql(context, step, anchors.row, same)] : [];
  return sql`EXISTS (SELECT 1 ${anchors.from} AND ${join([...last, ...rest], " AND ")})`;
}

/** Returns the condition that an interaction is a last first step: of all, or of those with its value. */
function lastSql(
  context: HistoryContext,
  step: Parameters<typeof factsOf>[1],
  row: FactRow,
  same: SameProperty | undefined,
): Fragment {
  const others = factsOf(context, step);
  const { at } = row;
  if (same === undefined) return sql`${at} = (SELECT MAX(${others.at}) ${others.from})`;
  const value = (of: FactRow) => sharedValue(context, step.types!, namesOfSame(same).first, of);
  return sql`NOT EXISTS (SELECT 1 ${others.from} AND ${others.at} > ${at} AND ${value(others.row)} = ${value(row)})`;
}

/** Parts of a sequence that all its later steps meet. */
interface Sequence {
  /** The instant before which they happen. */
  readonly deadline: Fragment;
  readonly shared: Sharing;
}

/** @param before - the steps before, from the last one that is strictly later than its predecessor on */
function laterSteps(
  context: HistoryContext,
  steps: readonly LaterStep[],
  before: readonly FactRow[],
  sequence: Sequence,
): Fragment {
  const [step, ...later] = steps as [LaterStep, ...LaterStep[]];
  const { deadline, shared } = sequence;
  const facts = factsOf(context, {
    ...stepFacts(step),
    when: (at, row) =>
      join(
        [
          followsSql(step, row, before),
          sql`${at} < ${deadline} AND ${at} <= ${integer(context.asOf)}`,
          ...shared(step.types, row),
        ],
        " AND ",
      ),
  });
  const tied = step.atOrAfter === true ? [...before, facts.row] : [facts.row];
  return later.length === 0
    ? sql`EXISTS (SELECT 1 ${facts.from})`
    : sql`EXISTS (SELECT 1 ${facts.from} AND ${laterSteps(context, later, tied, sequence)})`;
}

/** Returns the condition that a step follows the one before: later, or at the same instant as another interaction. */
export function followsSql({ atOrAfter }: LaterStep, row: FactRow, before: readonly FactRow[]): Fragment {
  const { at } = before.at(-1)!;
  if (atOrAfter !== true) return sql`${row.at} > ${at}`;
  const others = before.map(({ id }) => sql`${row.id} <> ${id}`);
  return sql`${row.at} >= ${at} AND ${join(others, " AND ")}`;
}

/** Returns the conditions that a later interaction carries the value of the first one; NULL where one of them has none. */
export type Sharing = (types: readonly string[], row: FactRow) => readonly Fragment[];

/** Returns what later steps share with a first step. */
export function sharing(
  context: HistoryContext,
  same: SameProperty | undefined,
  firstTypes: readonly string[],
  first: FactRow,
): Sharing {
  if (same === undefined) return () => [];
  const names = namesOfSame(same);
  return (types, row) => [
    sql`${sharedValue(context, firstTypes, names.first, first)} = ${sharedValue(context, types, names.then, row)}`,
  ];
}

/** Returns a property as a value of its type; NULL where it is missing. */
export function sharedValue(context: HistoryContext, types: readonly string[], property: string, row: FactRow): Fragment {
  const { catalog, dialect } = context;
  return typedValue(dialect, propertySource(context, types, property, row), propertyField(catalog, types, property)!.type);
}

/** Returns the number of interactions without an answer up to `asOf`. */
export function unansweredSql(context: HistoryContext, { types = [], where, window, answer, same, openFor }: Metric): Fragment {
  const asked = factsOf(context, { types, ...(where && { where }), ...(window && { window }) });
  const shared = sharing(context, same, types, asked.row);
  const answers = factsOf(context, {
    ...stepFacts(answer!),
    when: (at, row) =>
      join(
        [followsSql(answer!, row, [asked.row]), sql`${at} <= ${integer(context.asOf)}`, ...shared(answer!.types, row)],
        " AND ",
      ),
  });
  const old = openFor === undefined ? [] : [sql`${asked.at} <= ${integer(spanOf(openFor).start(context.asOf))}`];
  const conditions = join([...old, sql`NOT EXISTS (SELECT 1 ${answers.from})`], " AND ");
  return sql`(SELECT COUNT(*) ${asked.from} AND ${conditions})`;
}

function stepFacts({ types, where }: Step): { types: readonly string[]; where?: Where } {
  return { types, ...(where !== undefined && { where }) };
}
