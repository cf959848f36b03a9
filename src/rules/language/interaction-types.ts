import type { Catalog } from "./catalog.js";

/** The name of any interaction whatever. */
export const ANY_TYPE = "*";

/** End of the name of a family: `order.*` is every type that begins with `order.`. */
const FAMILY_END = ".*";

/** Returns what the types of a family begin with, `""` for any interaction; `undefined` for the name of a single type. */
export function prefixOf(type: string): string | undefined {
  return type === ANY_TYPE || (type.endsWith(FAMILY_END) && type.length > FAMILY_END.length) ? type.slice(0, -1) : undefined;
}

/** Whether one of some names is a family of types, or any interaction. */
export function hasFamily(types: readonly string[]): boolean {
  return types.some((type) => prefixOf(type) !== undefined);
}

/** Returns a function that tells whether one of some names stands for a type. */
export function typeMatcher(types: readonly string[]): (type: string) => boolean {
  const prefixes = types.flatMap((type) => prefixOf(type) ?? []);
  const names = new Set(types);
  if (prefixes.length === 0) return (type) => names.has(type);
  return (type) => names.has(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

/** Whether some names stand for everything that another one stands for. */
export function coversType(types: readonly string[], type: string): boolean {
  const inner = prefixOf(type);
  return types.some((each) => {
    const prefix = prefixOf(each);
    return each === type || (prefix !== undefined && (inner ?? type).startsWith(prefix));
  });
}

/** Returns the names without those that others of them cover. */
export function withoutCovered(types: readonly string[]): readonly string[] {
  if (!hasFamily(types)) return types;
  return types.filter(
    (type) =>
      !coversType(
        types.filter((each) => each !== type),
        type,
      ),
  );
}

/** Returns the types of a catalog that a name stands for. */
export function typesOfCatalog(catalog: Catalog, type: string): readonly string[] {
  const prefix = prefixOf(type);
  if (prefix === undefined) return Object.hasOwn(catalog.interactions, type) ? [type] : [];
  return Object.keys(catalog.interactions).filter((each) => each.startsWith(prefix));
}

/** Returns every name that a rule may give to interactions of some types: the types, their families, and any interaction. */
export function namesOfTypes(types: readonly string[]): readonly string[] {
  const families = types.flatMap((type) => {
    const parts = type.split(".");
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(".") + FAMILY_END);
  });
  return [...types, ...new Set(families), ANY_TYPE];
}
