import { ClienteleError } from "./errors.js";

/** An amount in whole minor units (cents, fen, yen) of an ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Decimals of the currencies that do not have two (ISO 4217, list one). */
const exponents: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};

/**
 * How many decimals a currency has.
 *
 * @throws ClienteleError `invalid_currency`
 * @example
 * currencyExponent("JPY") // => 0
 * currencyExponent("KWD") // => 3
 */
export function currencyExponent(currency: string): number {
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency)) {
    throw new ClienteleError("invalid_currency", "Use an ISO 4217 code of three capital letters.", { currency });
  }
  return Object.hasOwn(exponents, currency) ? (exponents[currency] as number) : 2;
}

/**
 * Checks and makes an amount of money.
 *
 * @param amount - whole minor units
 * @throws ClienteleError `invalid_amount`, `invalid_currency`
 * @example
 * money(1999, "USD") // => { amount: 1999, currency: "USD" }
 */
export function money(amount: number, currency: string): Money {
  currencyExponent(currency);
  if (!Number.isSafeInteger(amount))
    throw new ClienteleError("invalid_amount", "An amount is a whole number of minor units.", { amount });
  return { amount: amount === 0 ? 0 : amount, currency };
}

/**
 * Reads a decimal text or number exactly: no rounding ever happens.
 *
 * @param decimal - `"19.99"`, or a number whose shortest decimal text is meant
 * @throws ClienteleError `invalid_amount` when it is no decimal or has more decimals than the currency
 * @example
 * moneyFromDecimal("19.99", "USD") // => { amount: 1999, currency: "USD" }
 * moneyFromDecimal(1.1, "GBP") // => { amount: 110, currency: "GBP" }
 */
export function moneyFromDecimal(decimal: string | number, currency: string): Money {
  const exponent = currencyExponent(currency);
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(String(decimal).trim());
  const fraction = (match?.[3] ?? "").replace(/0+$/, "");
  if (match === null || fraction.length > exponent) {
    throw new ClienteleError("invalid_amount", `Write a decimal with at most ${exponent} decimals.`, { amount: decimal });
  }
  const amount = Number(`${match[1]}${match[2]}${fraction.padEnd(exponent, "0")}`);
  return money(amount, currency);
}

/**
 * The exact decimal text of an amount.
 *
 * @example
 * moneyToDecimal({ amount: -5, currency: "EUR" }) // => "-0.05"
 */
export function moneyToDecimal({ amount, currency }: Money): string {
  const exponent = currencyExponent(currency);
  if (exponent === 0) return String(amount);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * The sum of amounts of one currency.
 *
 * @throws ClienteleError `mixed_currencies` when they differ, `invalid_amount` past the safe integers
 * @example
 * addMoney(money(1, "CNY"), money(2, "CNY")) // => { amount: 3, currency: "CNY" }
 */
export function addMoney(first: Money, ...others: readonly Money[]): Money {
  let amount = first.amount;
  for (const other of others) {
    requireSameCurrency(first, other);
    // At each step: a sum that leaves the whole numbers may come back wrong by a unit.
    amount = money(amount + other.amount, first.currency).amount;
  }
  return money(amount, first.currency);
}

/** The difference of two amounts of one currency. @throws ClienteleError `mixed_currencies` */
export function subtractMoney(left: Money, right: Money): Money {
  requireSameCurrency(left, right);
  return money(left.amount - right.amount, left.currency);
}

/**
 * An amount times a number, rounded half away from zero to a minor unit.
 *
 * @example
 * multiplyMoney(money(1999, "USD"), 0.5) // => { amount: 1000, currency: "USD" }
 */
export function multiplyMoney({ amount, currency }: Money, factor: number): Money {
  return money(roundHalfAwayFromZero(amount * factor), currency);
}

function roundHalfAwayFromZero(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

/**
 * Splits an amount by weights without losing or making a minor unit; what is left goes to the largest remainders.
 *
 * @throws ClienteleError `invalid_option` when no weight is positive or one is negative
 * @example
 * allocateMoney(money(100, "USD"), [1, 1, 1]).map((part) => part.amount) // => [34, 33, 33]
 */
export function allocateMoney({ amount, currency }: Money, weights: readonly number[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0) || !Number.isFinite(total) || weights.some((weight) => weight < 0)) {
    throw new ClienteleError("invalid_option", "Weights are not negative, and at least one is positive.", {
      option: "weights",
      value: weights,
    });
  }
  const size = Math.abs(amount);
  const shares = weights.map((weight) => {
    const product = size * weight;
    return Number.isFinite(product) ? product / total : size * (weight / total);
  });
  let rest = size;
  // Shares of an amount near the largest are rounded themselves, and together may be more than there is.
  const parts = shares.map((share) => {
    const part = Math.min(Math.floor(share), rest);
    rest -= part;
    return part;
  });
  const byRemainder = shares
    .map((share, index) => ({ index, remainder: share - Math.floor(share) }))
    .filter(({ index }) => weights[index]! > 0)
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (let given = 0; given < rest; given++) {
    const { index } = byRemainder[given % byRemainder.length] as { index: number };
    parts[index] = (parts[index] as number) + 1;
  }
  return parts.map((part) => money(amount < 0 ? -part : part, currency));
}

/** A rate that holds from an instant on: one major unit of `currency` is `rate` major units of the table's base. */
export interface ExchangeRate {
  readonly currency: string;
  readonly from: number;
  readonly rate: number;
}

/**
 * Converts by the latest rate at or before an instant, rounded half away from zero.
 *
 * @param table - base currency and dated rates, in any order
 * @throws ClienteleError `missing_rate` when no rate reaches back to the instant
 * @example
 * const table = { base: "GBP", rates: [{ currency: "JPY", from: 0, rate: 0.005 }] };
 * convertMoney(money(1000, "JPY"), Date.UTC(2026, 0), table) // => { amount: 500, currency: "GBP" }
 */
export function convertMoney(
  value: Money,
  at: number,
  table: { readonly base: string; readonly rates: readonly ExchangeRate[] },
): Money {
  if (value.currency === table.base) return value;
  let found: ExchangeRate | undefined;
  for (const rate of table.rates) {
    if (rate.currency === value.currency && rate.from <= at && (found === undefined || rate.from > found.from)) found = rate;
  }
  if (found === undefined) {
    throw new ClienteleError("missing_rate", `Add a rate from ${value.currency} to ${table.base}.`, {
      currency: value.currency,
      at,
    });
  }
  const product = value.amount * found.rate;
  const decimals = currencyExponent(table.base) - currencyExponent(value.currency);
  // Divided rather than times 0.01, which no double holds exactly: 50 times 0.29 falls short of 14.5.
  const exact = decimals < 0 ? product / 10 ** -decimals : product * 10 ** decimals;
  return money(roundHalfAwayFromZero(exact), table.base);
}

function requireSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new ClienteleError("mixed_currencies", "Convert to one currency first.", {
      currencies: [left.currency, right.currency],
    });
  }
}
