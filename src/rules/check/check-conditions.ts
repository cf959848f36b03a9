import { joinPath } from "../../kernel/internal.js";
import { checkKeys, checkList, ownKey, report, type RuleCheck, suggestion } from "./rule-check.js";

/** Checks a condition of each kind that is neither `all`, `any` nor `not`. */
type ConditionChecks = Readonly<Record<string, (value: unknown, path: string) => void>>;

const JUNCTIONS = ["all", "any", "not"];

/** Checks conditions on one interaction or one item, joined by `all`, `any` and `not`, within the bounds of a rule. */
export function checkConditions(check: RuleCheck, value: unknown, path: string, kinds: ConditionChecks, depth = 1): void {
  check.nodes++;
  const { depth: maxDepth, nodes: maxNodes } = check.bounds;
  if (depth > maxDepth || check.nodes > maxNodes) {
    report(check, path, `A rule must have at most ${maxDepth} nested levels and at most ${maxNodes} nodes.`);
    return;
  }
  const kind = ownKey(value, "kind");
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) {
    kinds[kind]!(value, path);
    return;
  }
  if (typeof kind !== "string" || !JUNCTIONS.includes(kind)) {
    report(check, joinPath(path, "kind"), "Unknown kind of condition.", suggestion(kind, [...JUNCTIONS, ...Object.keys(kinds)]));
    return;
  }
  const place = joinPath(path, "of");
  if (!checkKeys(check, value, path, ["kind", "of"])) return;
  if (kind === "not") checkConditions(check, value.of, place, kinds, depth + 1);
  else if (checkList(check, value.of, place, 1))
    value.of.forEach((part, index) => checkConditions(check, part, joinPath(place, index), kinds, depth + 1));
}
