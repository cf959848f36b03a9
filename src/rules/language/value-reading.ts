import { isCalendarDate, isStorableText } from "../../kernel/internal.js";
import type { CatalogField, FieldType } from "./catalog.js";

/** What a test sees: missing is `undefined`, an instant is epoch milliseconds. */
export type Seen = string | number | boolean | readonly unknown[] | undefined;

/**
 * Brings a raw value to what its field holds; everything else is missing (rules.md, meaning 2): `null`, NaN, a value of
 * another type, a fraction in a whole number, an invalid date.
 */
export type ValueReader = (raw: unknown) => Seen;

const isFiniteNumber = (raw: unknown): raw is number => typeof raw === "number" && Number.isFinite(raw);

const readers: Readonly<Record<FieldType, ValueReader>> = {
  text: (raw) => (typeof raw === "string" ? raw : undefined),
  number: (raw) => (typeof raw === "number" && raw - raw === 0 ? raw : undefined),
  integer: (raw) => (Number.isInteger(raw) ? (raw as number) : undefined),
  boolean: (raw) => (typeof raw === "boolean" ? raw : undefined),
  instant: (raw) => {
    const milliseconds = raw instanceof Date ? raw.getTime() : raw;
    return Number.isInteger(milliseconds) ? (milliseconds as number) : undefined;
  },
  date: (raw) => (typeof raw === "string" && isCalendarDate(raw) ? raw : undefined),
  texts: (raw) => (Array.isArray(raw) ? raw : undefined),
  numbers: (raw) => (Array.isArray(raw) ? raw : undefined),
  opaque: (raw) =>
    raw === null || raw === undefined || (typeof raw === "number" && !isFiniteNumber(raw)) ? undefined : (raw as Seen),
};

/** The reader of a field. */
export function readerOf(field: CatalogField): ValueReader {
  return readers[field.type];
}

/** Whether a constant can stand in a rule: finite, storable. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" ? isStorableText(value) : typeof value === "boolean" || isFiniteNumber(value);
}
