import { ClienteleError } from "../../../kernel/index.js";
import type { TimeUnit } from "../../../models/index.js";
import { daysPerUnit } from "../../summary/time-unit.js";

/** A discount rate that says what it is of: effective a year, or continuous per a unit of time. */
export type DiscountRate =
  | { readonly annual: number; readonly continuous?: never; readonly per?: never }
  | { readonly continuous: number; readonly per: TimeUnit; readonly annual?: never };

/** A length of time with its unit, so that months and weeks cannot be mixed. */
export interface TimeSpan {
  readonly length: number;
  readonly unit: TimeUnit;
}

/**
 * The continuous discount rate δ per a unit of time: ln(1 + annual) · days of the unit / 365.25.
 *
 * @param rate - `{ annual: 0.1 }` (effective), or `{ continuous: 0.0027, per: "week" }`
 * @param unit - the unit of time of the result
 * @throws ClienteleError `invalid_option` when the rate is not a finite number of at least 0
 * @example
 * continuousRate({ annual: 0.1 }, "week") // => 0.0018266154
 * continuousRate({ continuous: 0.0027, per: "week" }, "week") // => 0.0027
 */
export function continuousRate(rate: DiscountRate, unit: TimeUnit): number {
  const value = rate.annual ?? rate.continuous;
  if (!(value !== undefined && value >= 0 && value < Infinity)) {
    throw new ClienteleError("invalid_option", `A discount rate must be a finite number of at least 0, got ${String(value)}.`, {
      option: "discountRate",
      value,
    });
  }
  if (rate.annual !== undefined) return (Math.log1p(value) * daysPerUnit(unit)) / 365.25;
  const per = rate.per;
  return per === unit ? value : (value * daysPerUnit(unit)) / daysPerUnit(per);
}

/**
 * A length of time in another unit; a month is 365.25 / 12 days.
 *
 * @param span - length and unit
 * @param unit - the unit of the result
 * @throws ClienteleError `invalid_option` when the length is negative or no number; Infinity stays
 * @example
 * convertTime({ length: 12, unit: "month" }, "week") // => 52.17857142857143
 */
export function convertTime(span: TimeSpan, unit: TimeUnit): number {
  if (!(span.length >= 0)) {
    throw new ClienteleError("invalid_option", `A length of time must be at least 0, got ${String(span.length)}.`, {
      option: "length",
      value: span.length,
    });
  }
  return span.unit === unit ? span.length : (span.length * daysPerUnit(span.unit)) / daysPerUnit(unit);
}
