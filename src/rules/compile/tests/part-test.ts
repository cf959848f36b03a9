import { offsetReader } from "../../../kernel/internal.js";
import { PARTED, partOfDate, partOfLocalTime } from "../../language/date-parts.js";
import type { Test } from "../../language/expression.js";
import { constantZone } from "../../language/subject-zone.js";
import type { Seen } from "../../language/value-reading.js";
import { numberTest } from "./number-test.js";

/** Compiles the test of a part of a date, or of an instant in a zone; a missing value has no parts. */
export function partTest(
  { part, test, zone }: Extract<Test, { is: "part" }>,
  type: "instant" | "date",
): (value: Seen) => boolean {
  const passes = numberTest(test);
  if (type === "date") {
    const read = partOfDate(part);
    return (date) => date !== undefined && passes(read(date as string));
  }
  const read = partOfLocalTime(part);
  const offset = offsetReader(constantZone(zone));
  return (at) => {
    const instant = at as number;
    return instant >= PARTED.from && instant < PARTED.to && passes(read(instant + offset(instant)));
  };
}
