import type { Problem } from "./problems.js";

/**
 * Code → details of every error: those of the kernel, and those that each module adds in its `errors.ts` by merging with this
 * interface. Types only: the texts of cause and remedy cost a bundle nothing, and `npm run docs:errors` makes a page of them.
 */
export interface ErrorDetails {
  /**
   * @cause An option has a value outside its domain (a negative horizon, a share above 1, an unknown name).
   * @remedy Read the message: it names the option, what it got and what it takes.
   */
  invalid_option: { readonly option: string; readonly value: unknown };
  /**
   * @cause A value that should be an instant is not a valid Date, not a finite number of milliseconds, or not ISO 8601 with an offset.
   * @remedy Pass a `Date`, epoch milliseconds, or a text such as `2026-01-31T09:00:00Z`; a text without an offset needs a zone first.
   */
  invalid_instant: { readonly value: unknown };
  /**
   * @cause A subject, a fact, a change of a profile or a timeline has another shape than its kind: no type, no properties, a text in the place of a list.
   * @remedy Fix the value at the path of the error. It is never skipped, since a history with a hole gives wrong answers.
   */
  malformed_fact: { readonly value: unknown };
  /**
   * @cause A duration is empty, negative, not finite, or names a unit that has no exact length (months, years).
   * @remedy Use weeks, days, hours, minutes, seconds, milliseconds; for months and years use a calendar window.
   */
  invalid_duration: { readonly value: unknown };
  /**
   * @cause A window ends before it starts.
   * @remedy Swap its ends; a window is half-open, its end is not in it.
   */
  invalid_window: { readonly from: number; readonly to: number };
  /**
   * @cause A text is not an IANA time zone that this runtime knows.
   * @remedy Use a name such as `Europe/London` or `Asia/Shanghai`.
   */
  invalid_time_zone: { readonly zone: string };
  /**
   * @cause A text is not an ISO 4217 currency code of three capital letters.
   * @remedy Use `GBP`, `CNY`, …; keep a company's own codes out of amounts.
   */
  invalid_currency: { readonly currency: unknown };
  /**
   * @cause An amount of money is not a whole number of minor units, or has more decimals than its currency.
   * @remedy Give cents, not euros: `{ amount: 1999, currency: "EUR" }`, or use `moneyFromDecimal`.
   */
  invalid_amount: { readonly amount: unknown };
  /**
   * @cause Two currencies met in one sum, one comparison or one analysis.
   * @remedy Convert with a dated rate table first (`convertMoney`), or analyze one currency at a time.
   */
  mixed_currencies: { readonly currencies: readonly string[] };
  /**
   * @cause A rate table has no rate for a currency at an instant.
   * @remedy Add the rate, or an older one: the latest rate at or before the instant is used.
   */
  missing_rate: { readonly currency: string; readonly at: number };
  /**
   * @cause An input did not pass its schema; every problem is listed, each at its path.
   * @remedy Fix the listed fields; `safeParseX` returns the same list without throwing.
   */
  invalid_input: { readonly problems: readonly Problem[] };
}
