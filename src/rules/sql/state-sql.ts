import { durationMilliseconds } from "../../kernel/internal.js";
import type { StateExpression, Test } from "../language/expression.js";
import { isScalar } from "../language/value-reading.js";
import { instantIn } from "./columns.js";
import { type Fragment, integer, join, raw, sql, text } from "./fragment.js";
import type { HistoryContext } from "./history-sql.js";
import { columnOfAlias, type SqlMapping, tableName, typedValue } from "./mapping.js";
import { unsupported } from "./unsupported.js";
import { valueTest } from "./test-sql.js";

/** Returns a test of a timeline's value, as a correlated EXISTS. Never NULL. */
export function stateSql(context: HistoryContext, { key, test, for: duration }: StateExpression): Fragment {
  const { asOf } = context;
  const length = duration === undefined ? 0 : durationMilliseconds(duration);
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
