import type { Problem } from "../kernel/index.js";
import { isCalendarDate, joinPath, parseInstant } from "../kernel/internal.js";
import type { Catalog, CatalogField } from "../rules/index.js";

/** Fields of a catalog by path. */
export type CatalogFields = Readonly<Record<string, CatalogField>>;

/** A value that was checked against catalog fields. */
export interface CheckedValue {
  /** The value; instants that came as text or milliseconds are `Date`s. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** What a value of each field type must be. */
const EXPECTED: Readonly<Record<CatalogField["type"], string>> = {
  text: "a text",
  number: "a finite number",
  integer: "an integer",
  boolean: "true or false",
  instant: "a Date, ISO 8601 text with an offset, or epoch milliseconds",
  date: "a date such as 2026-01-31",
  texts: "an array of texts",
  numbers: "an array of finite numbers",
  opaque: "anything",
};

/**
 * Checks an object against the fields of a catalog: every value that the catalog names must be of its type. Missing values and
 * keys that the catalog does not name are accepted.
 *
 * @param path - where the object stands, for the problems
 */
export function checkFields(fields: CatalogFields, value: unknown, path: string): CheckedValue {
  if (!isPlain(value)) return { value, problems: [{ path, message: "Must be an object." }] };
  const problems: Problem[] = [];
  const checkInto = (source: Readonly<Record<string, unknown>>, parent: string): Record<string, unknown> => {
    const checked: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(source)) {
      const place = parent === "" ? key : `${parent}.${key}`;
      const field = key.includes(".") || !Object.hasOwn(fields, place) ? undefined : fields[place];
      checked[key] = part;
      if (field !== undefined && part !== undefined && part !== null) {
        if (!isOf(field, part)) problems.push({ path: joinPath(path, place), message: `Must be ${expectedOf(field)}.` });
        else if (field.type === "instant") checked[key] = new Date(parseInstant(part)!);
      } else if (field === undefined && isPlain(part)) checked[key] = checkInto(part, place);
    }
    return checked;
  };
  return { value: checkInto(value, ""), problems };
}

/** Returns the fields of a catalog under a path, without the path; `null` if the catalog leaves that part open. */
export function fieldsUnder({ attributes }: Catalog, path: string): CatalogFields | null {
  const own = Object.entries(attributes).flatMap(([key, field]): [string, CatalogField][] =>
    key.startsWith(`${path}.`) ? [[key.slice(path.length + 1), field]] : [],
  );
  return own.length === 0 ? null : Object.fromEntries(own);
}

/** Returns the paths of a value that catalog fields do not name. */
export function unknownPaths(fields: CatalogFields, value: unknown, parent = ""): string[] {
  if (parent !== "" && Object.hasOwn(fields, parent)) return [];
  const isInner = parent === "" || Object.keys(fields).some((path) => path.startsWith(`${parent}.`));
  if (!isInner) return [parent];
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    if (part === undefined) return [];
    const path = parent === "" ? key : `${parent}.${key}`;
    // A key with a dot would pass for a path of the catalog.
    return key.includes(".") ? [path] : unknownPaths(fields, part, path);
  });
}

/** Whether a value is an object with fields, not a list or an instant. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function expectedOf({ type, values }: CatalogField): string {
  return values === undefined ? EXPECTED[type] : `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`;
}

function isOf({ type, values }: CatalogField, value: unknown): boolean {
  const isText = (item: unknown): boolean => typeof item === "string" && (values === undefined || values.includes(item));
  switch (type) {
    case "text":
      return isText(value);
    case "number":
      return Number.isFinite(value);
    case "integer":
      return Number.isSafeInteger(value);
    case "boolean":
      return typeof value === "boolean";
    case "instant":
      return parseInstant(value) !== undefined;
    case "date":
      return typeof value === "string" && isCalendarDate(value);
    case "texts":
      return Array.isArray(value) && value.every(isText);
    case "numbers":
      return Array.isArray(value) && value.every(Number.isFinite);
    case "opaque":
      return true;
  }
}
