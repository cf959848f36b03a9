import type { CatalogField, ValueType } from "../../language/catalog.js";
import { hasBusinessTime } from "../../language/elapsed-limits.js";
import type { Test } from "../../language/expression.js";
import { readerOf, type ValueReader } from "../../language/value-reading.js";
import { type CompileContext, compilerOf, type TestedValue } from "../context/ability.js";
import type { CompiledTest, TimedTest } from "../context/compiled.js";
import { NEVER } from "../subject/compiled-node.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

/** The subject of a test that compares with constants only, as conditions on an interaction or an item do. */
export const NO_SUBJECT = undefined as unknown as PreparedSubject;

const readDuration: ValueReader = (raw) => (typeof raw === "number" ? raw : undefined);

/** Compiles a test of values of a type. The rule must have passed its checks. */
export function compileTest(
  test: Test,
  type: ValueType,
  context: CompileContext,
  items: Readonly<Record<string, CatalogField>> = {},
): CompiledTest {
  if (type === "duration" && hasBusinessTime(test)) return compilerOf(context, "forms", "elapsed")(test);
  const read = type === "duration" ? readDuration : readerOf({ type });
  const compile = compilerOf(context, "tests", test.is) as (test: Test, on: TestedValue) => CompiledTest;
  return compile(test, { type, read, context, items });
}

/** Makes a compiled test of a predicate that time does not change. */
export function timeless(passes: CompiledTest["passes"]): CompiledTest {
  return { passes, next: null };
}

/** Makes a compiled test of a test of an instant or a date; a missing value fails. */
export function ofValue({ holds, next }: TimedTest, { read }: TestedValue): CompiledTest {
  return {
    passes: (raw, _subject, asOf) => {
      const value = read(raw);
      return value !== undefined && holds(value as never, asOf);
    },
    next: (raw, asOf) => {
      const value = read(raw);
      return value === undefined ? NEVER : next(value as never, asOf);
    },
  };
}
