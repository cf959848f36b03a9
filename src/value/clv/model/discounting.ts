import { ClienteleError } from "../../../kernel/index.js";
import { aNonNegativeNumber, type OptionKind, type OptionShape, optionsOf, requireOptions } from "../../../kernel/internal.js";
import type { TimeUnit } from "../../../models/index.js";
import { aTimeUnit, daysPerUnit } from "../../summary/time-unit.js";

/** Discount rate: effective per year, or continuous per unit of time. */
export type DiscountRate =
  | { readonly annual: number; readonly continuous?: never; readonly per?: never }
  | { readonly continuous: number; readonly per: TimeUnit; readonly annual?: never };

const RATE: OptionShape<DiscountRate> = { annual: aNonNegativeNumber, continuous: aNonNegativeNumber, per: aTimeUnit };

/** {@link DiscountRate}. */
export const aDiscountRate: OptionKind = /* @__PURE__ */ optionsOf(RATE);

/** Length of time with its unit. */
export interface TimeSpan {
  readonly length: number;
  readonly unit: TimeUnit;
}

const aLength: OptionKind = {
  expected: "a number of at least 0",
  accepts: (value) => typeof value === "number" && value >= 0,
};

const SPAN: OptionShape<TimeSpan> = { length: aLength, unit: aTimeUnit };

/** {@link TimeSpan}. */
export const aTimeSpan: OptionKind = /* @__PURE__ */ optionsOf(SPAN);

/**
 * Returns the continuous discount rate δ per unit of time: ln(1 + annual) · days of the unit / 365.25.
 *
 * @param rate - `{ annual: 0.1 }` (effective), or `{ continuous: 0.0027, per: "week" }`
 * @param unit - the unit of time of the result
 * @throws ClienteleError `invalid_option` without exactly one rate of at least 0
 * @example
 * continuousRate({ annual: 0.1 }, "week") // => 0.0018266154
 * continuousRate({ continuous: 0.0027, per: "week" }, "week") // => 0.0027
 */
export function continuousRate(rate: DiscountRate, unit: TimeUnit): number {
  const { annual, continuous, per } = requireOptions<DiscountRate>(rate, RATE);
  if ((annual === undefined) === (continuous === undefined || per === undefined)) {
    const message = "`discountRate` must have either `annual`, or `continuous` and `per`.";
    throw new ClienteleError("invalid_option", message, { option: "discountRate", value: rate }, "discountRate");
  }
  if (annual !== undefined) return (Math.log1p(annual) * daysPerUnit(unit)) / 365.25;
  return per === unit ? continuous! : (continuous! * daysPerUnit(unit)) / daysPerUnit(per!);
}

/**
 * Converts a length of time to another unit; a month is 365.25 / 12 days.
 *
 * @param span - length and unit
 * @param unit - the unit of the result
 * @throws ClienteleError `invalid_option` for a length that is not a number of at least 0; infinity is allowed
 * @example
 * convertTime({ length: 12, unit: "month" }, "week") // => 52.17857142857143
 */
export function convertTime(span: TimeSpan, unit: TimeUnit): number {
  const { length, unit: given } = requireOptions(span, SPAN, { mandatory: ["length", "unit"] });
  return given === unit ? length : (length * daysPerUnit(given)) / daysPerUnit(unit);
}
