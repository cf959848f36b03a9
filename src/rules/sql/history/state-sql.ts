import type { StateExpression, Test } from "../../language/expression.js";
import { type Span, spanOf } from "../../language/span.js";
import { isScalar } from "../../language/value-reading.js";
import { instantIn } from "../mapping/columns.js";
import { type Fragment, integer, join, raw, sql, text } from "../dialects/fragment.js";
import type { HistoryContext } from "./history-sql.js";
import { columnOfAlias, type SqlMapping, tableName, typedValue } from "../mapping/mapping.js";
import { unsupported } from "../dialects/unsupported.js";
import { valueTest } from "../tests/test-sql.js";

/** Returns a test of a timeline's value, as a correlated EXISTS. Never NULL. */
export function stateSql(context: HistoryContext, expression: StateExpression): Fragment {
  const { key, test, for: duration } = expression;
  const { asOf } = context;
  const change = changeOf(expression);
  if (change !== undefined) return changedSql(context, key, change);
  const length = duration === undefined ? 0 : asOf - spanOf(duration).start(asOf);
  const held = holdsAt(context, key, test, asOf - length);
  if (length === 0) return held;
  // The test holds at the start of the span, and no step within the span breaks it.
  const breaks = stepExists(context, key, (value, from) => [
    sql`${from} > ${integer(asOf - length)}`,
    sql`${from} <= ${integer(asOf)}`,
    sql`NOT ${stateTest(context, value, test)}`,
  ]);
  return sql`(${held} AND NOT ${breaks})`;
}

/** A change that a rule looks for: the test that begins (`after`) or ceases to hold, and the time within which it does. */
export interface StateChange {
  readonly test: Test;
  readonly after: boolean;
  readonly within: Span;
}

/**
 * Returns the change that a test of a timeline looks for; `undefined` if it looks for none. To become missing is to cease to be
 * present, so that its test always fails where there is no row.
 */
export function changeOf({ test, began, ended }: StateExpression): StateChange | undefined {
  const within = began ?? ended;
  if (within === undefined) return undefined;
  const isMissing = test.is === "missing";
  return {
    test: isMissing ? { is: "present" } : test,
    after: (began !== undefined) !== isMissing,
    within: spanOf(within),
  };
}

/** A row on one side of a change, and the one that would continue it on the other side. */
function changedSql(context: HistoryContext, key: string, { test, after, within }: StateChange): Fragment {
  const { asOf } = context;
  return stepExists(context, key, (value, from, to) => {
    const at = after ? from : to;
    const continued = stepExists(context, key, (otherValue, otherFrom, otherTo) => [
      sql`${otherFrom} ${raw(after ? "<" : "<=")} ${at}`,
      sql`(${otherTo} IS NULL OR ${otherTo} ${raw(after ? ">=" : ">")} ${at})`,
      stateTest(context, otherValue, test),
    ]);
    return [
      sql`${at} > ${integer(within.start(asOf))}`,
      sql`${at} <= ${integer(asOf)}`,
      // A step that another one at its instant replaced held at no instant.
      sql`(${to} IS NULL OR ${to} > ${from})`,
      stateTest(context, value, test),
      sql`NOT ${continued}`,
    ];
  });
}

function holdsAt(context: HistoryContext, key: string, test: Test, instant: number): Fragment {
  const covers = (passes: Test) =>
    stepExists(context, key, (value, from, to) => [
      sql`${from} <= ${integer(instant)}`,
      sql`(${to} IS NULL OR ${to} > ${integer(instant)})`,
      stateTest(context, value, passes),
    ]);
  // There is no row before the first step, so the value is missing there.
  return test.is === "missing" ? sql`(NOT ${covers({ is: "present" })})` : covers(test);
}

/** Returns a test of the JSON value of a step, read as the type of the test's constant. Never NULL. */
export function stateTest(context: HistoryContext, value: Fragment, test: Test): Fragment {
  const { dialect } = context;
  const constant = "values" in test ? test.values[0] : "value" in test ? test.value : "from" in test ? test.from : undefined;
  if (!isScalar(constant)) {
    const present = dialect.jsonPresent(value, []);
    return test.is === "missing" ? sql`(NOT ${present})` : present;
  }
  const type = typeof constant === "string" ? "text" : typeof constant === "number" ? "number" : "boolean";
  return valueTest(context, typedValue(dialect, { document: value, keys: [] }, type), type, test);
}

function stepExists(
  context: HistoryContext,
  key: string,
  conditions: (value: Fragment, from: Fragment, to: Fragment) => readonly Fragment[],
): Fragment {
  const { dialect } = context;
  const states = statesOf(context);
  const alias = context.nextAlias();
  const column = (name: string): Fragment => columnOfAlias(dialect, alias, name);
  const all = [
    sql`${column(states.subjectId)} = ${context.subjectId}`,
    sql`${dialect.binaryText(column(states.key))} = ${text(key)}`,
    ...conditions(column(states.value), instantIn(dialect, states.from, column), instantIn(dialect, states.to, column)),
  ];
  return sql`EXISTS (SELECT 1 FROM ${tableName(dialect, states.table)} ${raw(alias)} WHERE ${join(all, " AND ")})`;
}

/** Returns the table of timelines of the mapping. */
export function statesOf({ mapping, dialect }: HistoryContext): NonNullable<SqlMapping["states"]> {
  if (mapping.states === undefined) throw unsupported(dialect, "state", "The mapping has no table of states.");
  return mapping.states;
}
