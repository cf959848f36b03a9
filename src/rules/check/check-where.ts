import { joinPath } from "../../kernel/internal.js";
import { propertyValues } from "../language/metric-value.js";
import { checkConditions } from "./check-conditions.js";
import { checkProperty } from "./check-reference.js";
import { checkTest } from "./check-test.js";
import { checkKeys, type RuleCheck } from "./rule-check.js";

/** Checks conditions on interactions of some types. */
export function checkWhere(check: RuleCheck, where: unknown, path: string, types: readonly string[] | undefined): void {
  checkConditions(check, where, path, {
    channel: (value, place) => {
      if (checkKeys(check, value, place, ["kind", "test"])) checkTest(check, value.test, joinPath(place, "test"), "text", true);
    },
    property: (value, place) => {
      if (!checkKeys(check, value, place, ["kind", "path", "test"])) return;
      const field = checkProperty(check, value.path, joinPath(place, "path"), types);
      const values = field && propertyValues(check.catalog!, types!, value.path as string);
      const known = field && { ...values, ...(field.items && { items: field.items }) };
      checkTest(check, value.test, joinPath(place, "test"), field?.type, true, known);
    },
  });
}
