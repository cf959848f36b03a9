import { joinPath, nearestName, pathKeys } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import type { TestName } from "../language/expression.js";
import { itemTests, timeDependentTests } from "../language/tests-by-type.js";
import { checkConditions } from "./check-conditions.js";
import { checkNumberTest } from "./check-number-test.js";
import { checkKeys, ownKey, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

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
  if (Object.hasOwn(test, "where")) checkItemWhere(check, test.where, joinPath(path, "where"), items);
}

function checkItemWhere(check: RuleCheck, where: unknown, path: string, { fields, checkField }: ItemCheck): void {
  checkConditions(check, where, path, {
    property: (value, at) => {
      if (!checkKeys(check, value, at, ["kind", "path", "test"])) return;
      const place = joinPath(at, "test");
      const is = ownKey(value.test, "is") as TestName;
      if (itemTests.has(is) || timeDependentTests.has(is))
        report(check, joinPath(place, "is"), `The test "${is}" cannot be within the conditions on an item.`);
      else if (typeof value.path !== "string" || pathKeys(value.path) === undefined)
        reportWrong(
          check,
          joinPath(at, "path"),
          "keys joined by dots, other than __proto__, constructor and prototype",
          value.path,
        );
      else if (fields === undefined) checkField(check, value.test, place, undefined);
      else if (Object.hasOwn(fields, value.path)) checkField(check, value.test, place, fields[value.path]);
      else {
        const near = nearestName(value.path, Object.keys(fields));
        const hint = near === undefined ? suggestion(value.path, Object.keys(fields)) : `Did you mean "${near}"?`;
        report(check, joinPath(at, "path"), `The items have no field ${JSON.stringify(value.path)}.`, hint);
      }
    },
  });
}
