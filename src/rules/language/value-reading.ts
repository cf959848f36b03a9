import { isCalendarDate, isStorableText } from "../../kernel/internal.js";
import type { CatalogField, FieldType } from "./catalog.js";

/** A value as tests see it: `undefined` when it is missing, epoch milliseconds for an instant. */
export type Seen = string | number | boolean | readonly unknown[] | undefined;

/**
 * Reads a raw value as a value of its field. `null`, NaN, a value of another type, a fraction in an integer field and an
 * invalid date are missing.
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

/** Returns the reader of a field. */
export function readerOf(field: CatalogField): ValueReader {
  return readers[field.type];
}

/** Whether a value can be a constant in a rule: a storable text, a finite number or a boolean. */
export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" ? isStorableText(value) : typeof value === "boolean" || isFiniteNumber(value);
}
