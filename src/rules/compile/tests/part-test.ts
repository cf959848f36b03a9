import { offsetReader } from "../../../kernel/internal.js";
import { PARTED, partOfDate, partOfLocalTime } from "../../language/date-parts.js";
import { constantZone } from "../../language/subject-zone.js";
import type { TestedValue, TestOf } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { timeless } from "./compile-test.js";
import { numberTest } from "./number-test.js";

/** Compiles the test of a part of a date, or of an instant in a zone; a missing value has no parts. */
export function partTest({ part, test, zone }: TestOf<"part">, { type, read }: TestedValue): CompiledTest {
  const passes = numberTest(test);
  if (type === "date") {
    const partOf = partOfDate(part);
    return timeless((raw) => {
      const date = read(raw);
      return date !== undefined && passes(partOf(date as string));
    });
  }
  const partOf = partOfLocalTime(part);
  const offset = offsetReader(constantZone(zone));
  return timeless((raw) => {
    const instant = read(raw) as number;
    return instant >= PARTED.from && instant < PARTED.to && passes(partOf(instant + offset(instant)));
  });
}
