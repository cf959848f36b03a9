import { compareCodePoints } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { decodeCursor, encodeCursor } from "../cursor.js";
import { plainCopy } from "../plain-data.js";
import { requireDate, requireScheduleKey } from "../request-checks.js";
import { pageRequest } from "../requests.js";
import type { Schedule, ScheduleEntry } from "../schedule.js";
import { type MemoryAccess, pageOf } from "./access.js";
import type { TenantRows } from "./tenant-tables.js";

/** Creates the schedule of the memory storage. */
export function memorySchedule(access: MemoryAccess): Schedule {
  return {
    async set(context, key, at) {
      const { schedule } = access.rows(context);
      requireScheduleKey(key);
      if (at === null) schedule.remove(key);
      else schedule.put({ key, at: new Date(requireDate(at, "at")) });
    },
    async due(context, until, request) {
      const rows = dueRows(access.rows(context), toMilliseconds(until, "until"), pageRequest(request).cursor);
      return pageOf(rows, request, plainCopy, (row) => encodeCursor("due", [row.at.getTime(), row.key]));
    },
  };
}

function* dueRows({ schedule }: TenantRows, until: number, cursor: string | null | undefined): Iterable<ScheduleEntry> {
  const after = decodeCursor("due", cursor, ["number", "text"]);
  const isBefore = ({ at, key }: ScheduleEntry): boolean =>
    after !== null && (at.getTime() - after[0] || compareCodePoints(key, after[1])) <= 0;
  for (const row of schedule.ascending("byTime", isBefore)) {
    if (row.at.getTime() > until) return;
    yield row;
  }
}
