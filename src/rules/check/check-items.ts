import { joinPath, nearestName, pathKeys } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import type { ItemWhere, TestName } from "../language/expression.js";
import { itemTests, timeDependentTests } from "../language/tests-by-type.js";
import { checkNumberTest, checkTest } from "./check-test.js";
import { checkKeys, checkList, ownKey, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

/** Fields of the items; `undefined` without a catalog. */
type Fields = Readonly<Record<string, CatalogField>> | undefined;

/** Checks a test of the items of a list. */
export function checkItemTest(check: RuleCheck, test: Record<string, unknown>, path: string, fields: Fields): void {
  const isCount = test.is === "itemCount";
  if (!checkKeys(check, test, path, isCount ? ["is", "test", "where?"] : ["is", "where"])) return;
  if (isCount) checkNumberTest(check, test.test, joinPath(path, "test"));
  if (Object.hasOwn(test, "where")) checkItemWhere(check, test.where, joinPath(path, "where"), fields, 1);
}

type WhereCheck = (check: RuleCheck, value: Record<string, unknown>, path: string, fields: Fields, depth: number) => void;

const junction: WhereCheck = (check, value, path, fields, depth) => {
  const place = joinPath(path, "of");
  if (checkKeys(check, value, path, ["kind", "of"]) && checkList(check, value.of, place, 1))
    value.of.forEach((part, index) => checkItemWhere(check, part, `${place}[${index}]`, fields, depth + 1));
};

const kinds: Readonly<Record<ItemWhere["kind"], WhereCheck>> = {
  all: junction,
  any: junction,
  not: (check, value, path, fields, depth) => {
    if (checkKeys(check, value, path, ["kind", "of"])) checkItemWhere(check, value.of, joinPath(path, "of"), fields, depth + 1);
  },
  property: (check, value, path, fields) => {
    if (!checkKeys(check, value, path, ["kind", "path", "test"])) return;
    const place = joinPath(path, "test");
    const is = ownKey(value.test, "is") as TestName;
    if (itemTests.has(is) || timeDependentTests.has(is))
      report(check, joinPath(place, "is"), `The test "${is}" cannot be within the conditions on an item.`);
    else if (typeof value.path !== "string" || pathKeys(value.path) === undefined)
      reportWrong(
        check,
        joinPath(path, "path"),
        "keys joined by dots, other than __proto__, constructor and prototype",
        value.path,
      );
    else if (fields === undefined) checkTest(check, value.test, place, undefined, true);
    else if (Object.hasOwn(fields, value.path)) {
      const field = fields[value.path]!;
      checkTest(check, value.test, place, field.type, true, field);
    } else {
      const near = nearestName(value.path, Object.keys(fields));
      const hint = near === undefined ? suggestion(value.path, Object.keys(fields)) : `Did you mean "${near}"?`;
      report(check, joinPath(path, "path"), `The items have no field ${JSON.stringify(value.path)}.`, hint);
    }
  },
};

function checkItemWhere(check: RuleCheck, value: unknown, path: string, fields: Fields, depth: number): void {
  check.nodes++;
  const { depth: maxDepth, nodes: maxNodes } = check.bounds;
  if (depth > maxDepth || check.nodes > maxNodes) {
    report(check, path, `A rule must have at most ${maxDepth} nested levels and at most ${maxNodes} nodes.`);
    return;
  }
  const kind = ownKey(value, "kind");
  if (typeof kind === "string" && Object.hasOwn(kinds, kind))
    kinds[kind as ItemWhere["kind"]](check, value as Record<string, unknown>, path, fields, depth);
  else report(check, joinPath(path, "kind"), "Unknown kind of condition.", suggestion(kind, Object.keys(kinds)));
}
