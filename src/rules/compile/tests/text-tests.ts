import { foldAscii, foldIf, isShort } from "../../language/text-matching.js";
import { type AbilityTables, compilerOf, type TestedValue, type TestOf } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { timeless } from "./compile-test.js";

/** Tests of a part of a text, which every evaluator has. */
export const textTests: AbilityTables = {
  name: "textTests",
  tests: {
    contains: (test, on) =>
      textTest(test, on, (wanted) => {
        if (!isShort(wanted)) return compilerOf(on.context, "forms", "containsLong")(wanted);
        return (text) => text.includes(wanted);
      }),
    startsWith: (test, on) => textTest(test, on, (wanted) => (text) => text.startsWith(wanted)),
    endsWith: (test, on) => textTest(test, on, (wanted) => (text) => text.endsWith(wanted)),
  },
};

/** Compiles a test of a text from a function that compiles the wanted text, folded where the test ignores case. */
export function textTest(
  { value, ignoreCase }: TestOf<"contains"> | TestOf<"like">,
  { read }: TestedValue,
  matcher: (wanted: string) => (text: string) => boolean,
): CompiledTest {
  const matches = matcher(foldIf(ignoreCase, value));
  return timeless((raw) => {
    const text = read(raw);
    return typeof text === "string" && matches(ignoreCase === true ? foldAscii(text) : text);
  });
}
