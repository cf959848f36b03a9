import { isTimeZone } from "../../kernel/internal.js";
import type { CatalogField } from "./catalog.js";
import type { SubjectZone, ZoneSpec } from "./expression.js";

/** Returns the zones of the subject that a rule, or a part of one, names. */
export function* subjectZonesIn(part: unknown): Iterable<SubjectZone> {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === "zone" && isSubjectZone(value)) yield value;
    else yield* subjectZonesIn(value);
  }
}

/** Returns the first zone of the subject that a part of a rule names; `undefined` if all its zones are constants. */
export function subjectZoneIn(part: unknown): SubjectZone | undefined {
  for (const zone of subjectZonesIn(part)) return zone;
  return undefined;
}

/** Puts a constant in the place of a zone of the subject, everywhere in a part of a rule. */
export function withZone<Part>(part: Part, wanted: SubjectZone, zone: string): Part {
  return withZones(part, ({ attribute, fallback }) =>
    attribute === wanted.attribute && fallback === wanted.fallback ? zone : undefined,
  );
}

/** Puts constants in the places of zones of the subject; a zone for which there is none stays. */
export function withZones<Part>(part: Part, constantOf: (zone: SubjectZone) => string | undefined): Part {
  if (typeof part !== "object" || part === null) return part;
  if (Array.isArray(part)) return part.map((item: unknown) => withZones(item, constantOf)) as Part;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => {
    const constant = key === "zone" && isSubjectZone(value) ? constantOf(value) : undefined;
    return [key, constant ?? withZones(value, constantOf)] as const;
  });
  // The spread keeps the open hours of a business duration, whose key is a symbol.
  return { ...part, ...Object.fromEntries(entries) };
}

function isSubjectZone(value: unknown): value is SubjectZone {
  return typeof value === "object" && value !== null && "attribute" in value && "fallback" in value;
}

/**
 * Returns the function that decides the zone of a subject by the value of its attribute. A missing or unknown zone takes the
 * fallback; where the schema declares the values of the attribute, any other is unknown.
 */
export function zoneDecider({ fallback }: SubjectZone, field: CatalogField): (raw: unknown) => string {
  const declared = zonesOf(field);
  if (declared === undefined) return (raw) => (typeof raw === "string" && isTimeZone(raw) ? raw : fallback);
  const known = new Set<unknown>(declared);
  return (raw) => (known.has(raw) ? (raw as string) : fallback);
}

/** Returns the zones among the declared values of an attribute; `undefined` where it takes any value. */
export function zonesOf({ values, retiredValues = [] }: CatalogField): readonly string[] | undefined {
  return values === undefined ? undefined : [...new Set([...values, ...retiredValues])].filter(isTimeZone);
}

/** Returns a zone that is a constant, as every zone is once the one of the subject stands in its place. */
export function constantZone(zone: ZoneSpec | undefined): string {
  if (typeof zone === "string") return zone;
  throw new TypeError("The zone of the subject must be put in before a test or a window is compiled.");
}
