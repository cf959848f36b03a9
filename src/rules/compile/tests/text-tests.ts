import { foldAscii, foldIf, likeMatcher, textFinder } from "../../language/text-matching.js";
import type { AbilityTables, TestedValue, TestOf } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { timeless } from "./compile-test.js";

/** Tests of a part of a text, which every evaluator has. */
export const textTests: AbilityTables = {
  name: "textTests",
  tests: { contains: textTest, startsWith: textTest, endsWith: textTest, like: textTest },
};

function textTest(test: TestOf<"contains"> | TestOf<"like">, { read }: TestedValue): CompiledTest {
  const wanted = foldIf(test.ignoreCase, test.value);
  const like = test.is === "like" ? likeMatcher(wanted) : undefined;
  const find = textFinder(wanted);
  const matches: Readonly<Record<typeof test.is, (text: string) => boolean>> = {
    contains: (text) => find(text, 0) >= 0,
    startsWith: (text) => text.startsWith(wanted),
    endsWith: (text) => text.endsWith(wanted),
    like: (text) => like!(text),
  };
  const match = matches[test.is];
  return timeless((raw) => {
    const value = read(raw);
    return typeof value === "string" && match(test.ignoreCase === true ? foldAscii(value) : value);
  });
}
