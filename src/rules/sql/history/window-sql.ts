import { calendarWindow } from "../../../kernel/index.js";
import { durationMilliseconds, parseInstant } from "../../../kernel/internal.js";
import { spanOf } from "../../language/span.js";
import type { PeriodsSpec, WindowAnchor, WindowSpec } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import { type Fragment, integer, sql } from "../dialects/fragment.js";

/** Returns the anchor of a relative window as an expression that is NULL where there is none. */
export type AnchorSql = (of: WindowAnchor) => Fragment;

/** Returns the condition that an instant lies in a window. Bounds are computed here and bound; only a relative window reads data. */
export function windowCondition(window: WindowSpec | undefined, at: Fragment, asOf: number, anchor: AnchorSql): Fragment {
  const upToNow = sql`${at} <= ${integer(asOf)}`;
  if (window === undefined) return upToNow;
  switch (window.kind) {
    case "last":
      return sql`${at} > ${integer(spanOf(window.duration).start(asOf))} AND ${upToNow}`;
    case "ago": {
      const [from, to] = [spanOf(window.from).start(asOf), spanOf(window.to).start(asOf)];
      return sql`${at} > ${integer(from)} AND ${at} <= ${integer(to)}`;
    }
    case "between":
      return sql`${at} >= ${integer(parseInstant(window.from)!)} AND ${at} < ${integer(Math.min(parseInstant(window.to)!, asOf + 1))}`;
    case "since":
      return sql`${at} >= ${integer(parseInstant(window.from)!)} AND ${upToNow}`;
    case "until":
      return sql`${at} < ${integer(Math.min(parseInstant(window.to)!, asOf + 1))}`;
    case "this":
    case "previous": {
      const { from, to } = calendarWindow(window.unit, asOf, constantZone(window.zone), window.kind === "previous" ? -1 : 0);
      return sql`${at} >= ${integer(from)} AND ${at} < ${integer(Math.min(to, asOf + 1))}`;
    }
    case "within": {
      const from = anchor(window.of);
      return sql`${at} >= ${from} AND ${at} < ${from} + ${integer(durationMilliseconds(window.duration))} AND ${upToNow}`;
    }
    case "after": {
      const [start, end] = [durationMilliseconds(window.from), durationMilliseconds(window.to)];
      const from = anchor(window.of);
      return sql`${at} >= ${from} + ${integer(start)} AND ${at} < ${from} + ${integer(end)} AND ${upToNow}`;
    }
  }
}

/** Returns the bounds of periods, from the last one back: the k-th period is `[bounds[k], bounds[k − 1])`. */
export function periodBounds(spec: PeriodsSpec, asOf: number): readonly number[] {
  return Array.from({ length: spec.count + 1 }, (_, number) =>
    "duration" in spec
      ? asOf - number * durationMilliseconds(spec.duration) + 1
      : calendarWindow(spec.unit, asOf, constantZone(spec.zone), -number).from,
  );
}
