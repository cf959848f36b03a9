import { LARGEST_INSTANT } from "../../../kernel/index.js";
import { openClock } from "../../../kernel/internal.js";
import type { AbsenceExpression, SequenceExpression } from "../../language/expression.js";
import { type BoundDuration, businessMilliseconds, HOURS, isBusinessDuration, spanOf } from "../../language/span.js";
import { earliestOf } from "../../language/window-start.js";
import { type Fragment, integer, join, sql } from "../dialects/fragment.js";
import type { HistoryContext } from "./history-sql.js";
import { unsupported } from "../dialects/unsupported.js";

/** Maximum number of pieces of a deadline in one statement; databases limit the number of bound values. */
const MAX_PIECES = 5_000;

/** Returns the instant at which the time after a first step is over. */
export function deadlineOf(
  context: HistoryContext,
  { within, window }: SequenceExpression | AbsenceExpression,
  at: Fragment,
): Fragment {
  if (within === undefined) return sql`${at} + ${integer(LARGEST_INSTANT)}`;
  if (!isBusinessDuration(within)) return sql`${at} + ${integer(spanOf(within).end(0))}`;
  const { asOf, dialect } = context;
  const pieces = piecesOf(within as BoundDuration, earliestOf(window, asOf)!, asOf);
  if (pieces.length > MAX_PIECES)
    throw unsupported(dialect, "businessHours", "The window spans too many open intervals for one statement. Shorten it.");
  // A step that cannot be over yet ends at some later instant; which one does not matter.
  const cases = pieces.map(({ from, end, grows }) =>
    grows
      ? sql`WHEN ${at} >= ${integer(from)} THEN ${at} + ${integer(end - from)}`
      : sql`WHEN ${at} >= ${integer(from)} THEN ${integer(end)}`,
  );
  return sql`(CASE ${join(cases.reverse(), " ")} ELSE ${integer(asOf + 1)} END)`;
}

/** First steps from an instant on, up to the next piece: the end of their time, which grows with them or is the same. */
interface Piece {
  readonly from: number;
  readonly end: number;
  readonly grows: boolean;
}

/** Returns the pieces between two instants in which the end of a business duration is linear. */
function piecesOf(duration: BoundDuration, first: number, asOf: number): readonly Piece[] {
  const { openAt, firstWith } = openClock(duration[HOURS]);
  const { end, start } = spanOf(duration);
  const length = businessMilliseconds(duration);
  const last = start(asOf);
  const edges = duration[HOURS].intervals.flatMap(([opens, closes]) => {
    // Within a stretch of open time the end jumps over closed time where the open time so far passes a closing.
    const open = openAt(closes) - length + 1;
    return open > 0 ? [opens, closes, firstWith(open)] : [opens, closes];
  });
  const places = [...new Set([first, ...edges.filter((edge) => edge > first && edge <= last)])].sort((one, two) => one - two);
  const pieces = places
    .filter((from) => from <= last)
    .map((from): Piece => ({ from, end: end(from), grows: openAt(from + 1) > openAt(from) }));
  // After the last first step whose time is over, no time is.
  return [...pieces, { from: last + 1, end: asOf + 1, grows: false }];
}
