import { joinPath, nearestName, pathKeys } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import type { ItemWhere, TestName } from "../language/expression.js";
import { itemTests, timeDependentTests } from "../language/tests-by-type.js";
import { checkNumberTest } from "./check-number-test.js";
import { checkKeys, checkList, ownKey, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

/** What the conditions on an item are checked against. */
interface ItemCheck {
  /** Fields of the items; `undefined` without a catalog. */
  readonly fields: Readonly<Record<string, CatalogField>> | undefined;
  /** Checks the test of a field. */
  readonly checkField: (check: RuleCheck, test: unknown, path: string, field: CatalogField | undefined) => void;
}

/** Checks a test of the items of a list. */
export function checkItemTest(check: RuleCheck, test: Record<string, unknown>, path: string, items: ItemCheck): void {
  const isCount = test.is === "itemCount";
  if (!checkKeys(check, test, path, isCount ? ["is", "test", "where?"] : ["is", "where"])) return;
  if (isCount) checkNumberTest(check, test.test, joinPath(path, "test"));
  if (Object.hasOwn(test, "where")) checkItemWhere(check, test.where, joinPath(path, "where"), items, 1);
}

type WhereCheck = (check: RuleCheck, value: Record<string, unknown>, path: string, items: ItemCheck, depth: number) => void;

const junction: WhereCheck = (check, value, path, items, depth) => {
  const place = joinPath(path, "of");
  if (checkKeys(check, value, path, ["kind", "of"]) && checkList(check, value.of, place, 1))
    value.of.forEach((part, index) => checkItemWhere(check, part, `${place}[${index}]`, items, depth + 1));
};

const kinds: Readonly<Record<ItemWhere["kind"], WhereCheck>> = {
  all: junction,
  any: junction,
  not: (check, value, path, items, depth) => {
    if (checkKeys(check, value, path, ["kind", "of"])) checkItemWhere(check, value.of, joinPath(path, "of"), items, depth + 1);
  },
  property: (check, value, path, { fields, checkField }) => {
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
    else if (fields === undefined) checkField(check, value.test, place, undefined);
    else if (Object.hasOwn(fields, value.path)) checkField(check, value.test, place, fields[value.path]);
    else {
      const near = nearestName(value.path, Object.keys(fields));
      const hint = near === undefined ? suggestion(value.path, Object.keys(fields)) : `Did you mean "${near}"?`;
      report(check, joinPath(path, "path"), `The items have no field ${JSON.stringify(value.path)}.`, hint);
    }
  },
};

function checkItemWhere(check: RuleCheck, value: unknown, path: string, items: ItemCheck, depth: number): void {
  check.nodes++;
  const { depth: maxDepth, nodes: maxNodes } = check.bounds;
  if (depth > maxDepth || check.nodes > maxNodes) {
    report(check, path, `A rule must have at most ${maxDepth} nested levels and at most ${maxNodes} nodes.`);
    return;
  }
  const kind = ownKey(value, "kind");
  if (typeof kind === "string" && Object.hasOwn(kinds, kind))
    kinds[kind as ItemWhere["kind"]](check, value as Record<string, unknown>, path, items, depth);
  else report(check, joinPath(path, "kind"), "Unknown kind of condition.", suggestion(kind, Object.keys(kinds)));
}
