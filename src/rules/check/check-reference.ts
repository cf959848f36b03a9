import { nearestName, pathKeys } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import { propertyField } from "../language/metric-value.js";
import { checkList, report, type RuleCheck, suggestion } from "./rule-check.js";

/** A path of the subject's attributes; the catalog's field of it. */
export function checkAttributePath(check: RuleCheck, value: unknown, path: string): CatalogField | undefined {
  if (typeof value !== "string" || pathKeys(value) === undefined) {
    report(check, path, "Give keys joined by dots; __proto__, constructor and prototype are no paths.");
    return undefined;
  }
  const { catalog } = check;
  if (catalog === undefined) return undefined;
  if (Object.hasOwn(catalog.attributes, value)) return catalog.attributes[value];
  const near = nearestName(value, Object.keys(catalog.attributes));
  report(
    check,
    path,
    `The schema has no attribute ${JSON.stringify(value)}.`,
    near === undefined ? undefined : `Did you mean attribute("${near}")?`,
  );
  return undefined;
}

/** Interaction types, known to the catalog. */
export function checkTypes(check: RuleCheck, value: unknown, path: string): value is readonly string[] {
  if (!checkList(check, value, path, 1)) return false;
  let fine = true;
  const before = new Set<unknown>();
  value.forEach((type, index) => {
    const place = `${path}[${index}]`;
    if (typeof type !== "string" || type === "") report(check, place, "Give the type of an interaction.");
    else if (before.has(type)) report(check, place, "This type stands in the list before.");
    else if (check.catalog !== undefined && !Object.hasOwn(check.catalog.interactions, type)) {
      report(
        check,
        place,
        `The schema has no interaction ${JSON.stringify(type)}.`,
        suggestion(type, Object.keys(check.catalog.interactions)),
      );
    } else {
      before.add(type);
      return;
    }
    fine = false;
  });
  return fine;
}

/** A property of interactions of some types, of one type in all of them. */
export function checkProperty(
  check: RuleCheck,
  value: unknown,
  path: string,
  types: readonly string[] | undefined,
): CatalogField | undefined {
  if (typeof value !== "string" || pathKeys(value) === undefined) {
    report(check, path, "Give keys joined by dots; __proto__, constructor and prototype are no paths.");
    return undefined;
  }
  const { catalog } = check;
  if (catalog === undefined || types === undefined) return undefined;
  const field = propertyField(catalog, types, value);
  if (field === undefined) {
    const names = Object.keys(catalog.interactions[types[0]!] ?? {});
    report(
      check,
      path,
      `The property ${JSON.stringify(value)} is not there, or not of one type, in ${types.join(", ")}.`,
      suggestion(value, names),
    );
  }
  return field;
}
