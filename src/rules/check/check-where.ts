import { joinPath } from "../../kernel/internal.js";
import type { Where } from "../language/expression.js";
import { propertyValues } from "../language/metric-value.js";
import { checkProperty } from "./check-reference.js";
import { checkTest } from "./check-test.js";
import { checkKeys, checkList, ownKey, report, type RuleCheck, suggestion } from "./rule-check.js";

type WhereCheck = (check: RuleCheck, value: unknown, path: string, types: readonly string[] | undefined, depth: number) => void;

const junction: WhereCheck = (check, value, path, types, depth) => {
  const place = joinPath(path, "of");
  if (checkKeys(check, value, path, ["kind", "of"]) && checkList(check, value.of, place, 1))
    value.of.forEach((part, index) => checkWhere(check, part, `${place}[${index}]`, types, depth + 1));
};

const kinds: Readonly<Record<Where["kind"], WhereCheck>> = {
  all: junction,
  any: junction,
  not: (check, value, path, types, depth) => {
    if (checkKeys(check, value, path, ["kind", "of"])) checkWhere(check, value.of, joinPath(path, "of"), types, depth + 1);
  },
  channel: (check, value, path) => {
    if (checkKeys(check, value, path, ["kind", "test"])) checkTest(check, value.test, joinPath(path, "test"), "text", true);
  },
  property: (check, value, path, types) => {
    if (!checkKeys(check, value, path, ["kind", "path", "test"])) return;
    const field = checkProperty(check, value.path, joinPath(path, "path"), types);
    const values = field && propertyValues(check.catalog!, types!, value.path as string);
    const known = field && { ...values, ...(field.items && { items: field.items }) };
    checkTest(check, value.test, joinPath(path, "test"), field?.type, true, known);
  },
};

/** Checks conditions on interactions of some types. */
export const checkWhere: WhereCheck = (check, value, path, types, depth) => {
  check.nodes++;
  const { depth: maxDepth, nodes: maxNodes } = check.bounds;
  if (depth > maxDepth || check.nodes > maxNodes) {
    report(check, path, `A rule must have at most ${maxDepth} nested levels and at most ${maxNodes} nodes.`);
    return;
  }
  const kind = ownKey(value, "kind");
  if (typeof kind === "string" && Object.hasOwn(kinds, kind)) kinds[kind as Where["kind"]](check, value, path, types, depth);
  else report(check, joinPath(path, "kind"), "Unknown kind of condition.", suggestion(kind, Object.keys(kinds)));
};
