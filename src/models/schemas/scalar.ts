import * as z from "zod";
import { currencyExponent } from "../../kernel/index.js";
import { isCalendarDate, isStorableText, isTimeZone, parseInstant } from "../../kernel/internal.js";
import { hostFieldsOf } from "./host-fields.js";

/**
 * The building blocks of every model. Each carries `meta({ clientele })`, by which the rule catalog knows what a field
 * means where its JSON type does not tell (an instant is no number, an amount no free double).
 */

/** Text that can be stored and compared everywhere: no U+0000, no lone surrogate. May be empty. */
export const textSchema = z.string().refine(isStorableText, "Remove U+0000 and unpaired surrogates from the text.");

/** Text with something in it. */
export const nameSchema = textSchema.refine((text) => text.trim() !== "", "Give a text that is not empty.");

/** An identifier: 1 to 256 characters, compared by code point. `__proto__` is a valid one. */
export const identifierSchema = z
  .string()
  .min(1, "Give an identifier.")
  .max(256, "Keep identifiers within 256 characters.")
  .refine(isStorableText, "Remove U+0000 and unpaired surrogates from the identifier.");

const NO_INSTANT = "Give a Date, epoch milliseconds, or ISO 8601 with an offset (2026-01-31T09:00:00Z).";

/** An instant: a `Date`, epoch milliseconds, or ISO 8601 with an offset; always a `Date` afterwards. */
export const instantSchema = z
  .union([z.date(), z.number(), z.string()], NO_INSTANT)
  .transform((value, context): Date => {
    const milliseconds = parseInstant(value);
    if (milliseconds !== undefined) return new Date(milliseconds);
    context.addIssue({ code: "custom", message: NO_INSTANT });
    return z.NEVER;
  })
  .meta({ clientele: { type: "instant" } });

/** A day of the calendar, `YYYY-MM-DD`, without a time zone (a date of birth, a closing date). */
export const dateSchema = z
  .string()
  .refine(isCalendarDate, "Give a day that exists, as YYYY-MM-DD.")
  .meta({ clientele: { type: "date" } });

/** An ISO 4217 currency code. */
export const currencySchema = z.string().refine((code) => {
  try {
    currencyExponent(code);
    return true;
  } catch {
    return false;
  }
}, "Use an ISO 4217 code of three capital letters.");

/** Whole minor units of the currency that stands beside it; may be negative (a refund). */
export const amountSchema = z
  .int("An amount is a whole number of minor units (1999 for 19.99).")
  .meta({ clientele: { currency: "currency" } });

/** Whole minor units, zero or more. */
export const priceSchema = z
  .int("A price is a whole number of minor units (1999 for 19.99).")
  .min(0, "A price is not negative.")
  .meta({ clientele: { currency: "currency" } });

/** A whole number, zero or more. */
export const countSchema = z.int("Give a whole number.").min(0, "A count is not negative.");

/** Units of goods, zero or more, with at most three decimals (kilograms to the gram): sums of them are exact everywhere. */
export const unitsSchema = z
  .number()
  .min(0)
  .meta({ clientele: { decimals: 3 } });

/** An IANA time zone that this runtime knows. */
export const zoneSchema = z.string().refine(isTimeZone, "Use an IANA time zone such as Asia/Shanghai.");

/** A country, ISO 3166-1 alpha-2. */
export const countrySchema = z.string().regex(/^[A-Z]{2}$/, "Use an ISO 3166-1 code of two capital letters.");

/** A language, BCP 47 (`en`, `zh-CN`). */
export const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "Use a BCP 47 language tag such as zh-CN.");

/** The host's own fields: plain data under names of its own. */
export const attributesSchema = hostFieldsOf(z.unknown());
