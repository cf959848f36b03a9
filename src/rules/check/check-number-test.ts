import { joinPath } from "../../kernel/internal.js";
import { checkKeys, ownKey, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

/** What the constants of a test of a number must be. */
interface NumberKind {
  readonly expected: string;
  readonly accepts: (value: number) => boolean;
}

const anyNumber: NumberKind = { expected: "a finite number", accepts: Number.isFinite };

/** Checks a test of a number. */
export function checkNumberTest(check: RuleCheck, value: unknown, path: string, kind: NumberKind = anyNumber): void {
  const is = ownKey(value, "is");
  const names = ["equals", "notEquals", "atLeast", "moreThan", "atMost", "lessThan", "between"];
  if (typeof is !== "string" || !names.includes(is)) {
    report(check, joinPath(path, "is"), "Unknown test of a number.", suggestion(is, names));
    return;
  }
  const keys = is === "between" ? ["from", "to"] : ["value"];
  if (!checkKeys(check, value, path, ["is", ...keys])) return;
  for (const key of keys)
    if (typeof value[key] !== "number" || !kind.accepts(value[key]))
      reportWrong(check, joinPath(path, key), kind.expected, value[key]);
}
