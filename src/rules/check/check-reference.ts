import { nearestName, pathKeys } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import { ANY_TYPE, namesOfTypes, typesOfCatalog } from "../language/interaction-types.js";
import { propertyField } from "../language/metric-value.js";
import { checkList, report, reportWrong, type RuleCheck, suggestion } from "./rule-check.js";

/** Checks the path of an attribute, and returns its field in the catalog. */
export function checkAttributePath(check: RuleCheck, value: unknown, path: string): CatalogField | undefined {
  if (!isPath(check, value, path)) return undefined;
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

function isPath(check: RuleCheck, value: unknown, path: string): value is string {
  if (typeof value === "string" && pathKeys(value) !== undefined) return true;
  reportWrong(check, path, "keys joined by dots, other than __proto__, constructor and prototype", value);
  return false;
}

/** Checks a list of interaction types and families of them. */
export function checkTypes(check: RuleCheck, value: unknown, path: string): value is readonly string[] {
  if (!checkList(check, value, path, 1)) return false;
  const before = new Set<unknown>();
  const { length } = check.problems;
  value.forEach((type, index) => {
    const place = `${path}[${index}]`;
    if (typeof type !== "string" || type === "") reportWrong(check, place, "the type of an interaction", type);
    else if (before.has(type)) report(check, place, `The type ${JSON.stringify(type)} is in the list twice.`);
    else if (check.catalog !== undefined && type !== ANY_TYPE && typesOfCatalog(check.catalog, type).length === 0) {
      const hint = suggestion(type, namesOfTypes(Object.keys(check.catalog.interactions)));
      report(check, place, `The schema has no interaction ${JSON.stringify(type)}.`, hint);
    } else before.add(type);
  });
  return check.problems.length === length;
}

/**
 * Checks a property of interactions, which must have the same type in all of `types`, or in some types of a family, and
 * returns its field.
 */
export function checkProperty(
  check: RuleCheck,
  value: unknown,
  path: string,
  types: readonly string[] | undefined,
): CatalogField | undefined {
  if (!isPath(check, value, path)) return undefined;
  const { catalog } = check;
  if (catalog === undefined || types === undefined) return undefined;
  const field = propertyField(catalog, types, value);
  if (field === undefined) {
    const declared = typesOfCatalog(catalog, types[0]!).flatMap((type) => Object.keys(catalog.interactions[type]!));
    const hint = declared.includes(value) ? "Name the types that declare it alike." : suggestion(value, [...new Set(declared)]);
    report(check, path, `${types.join(", ")} has no property ${JSON.stringify(value)} of one type.`, hint);
  }
  return field;
}
