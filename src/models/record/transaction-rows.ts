import { ClienteleError, compareCodePoints, currencyExponent } from "../../kernel/index.js";
import { isStorableText, parseInstant } from "../../kernel/internal.js";
import type { Transaction } from "./transaction.js";

/** Why a transaction cannot be used. */
export type TransactionProblem =
  | "not_an_object"
  | "invalid_customer"
  | "invalid_instant"
  | "invalid_amount"
  | "invalid_currency"
  | "invalid_order"
  | "invalid_cost";

/** A transaction that was left out. */
export interface RejectedTransaction {
  /** Position in the input, from 0. */
  readonly row: number;
  readonly reason: TransactionProblem;
  /** The invalid value. */
  readonly value: unknown;
}

/** Accounts for every row: `rows = used + late + otherCurrency + rejected.length`. */
export interface PurchasesReport {
  /** Rows read. */
  readonly rows: number;
  /** Rows in the columns. */
  readonly used: number;
  /** Rows after `asOf`. */
  readonly late: number;
  /** Rows in another currency than the one asked for. */
  readonly otherCurrency: number;
  /** Rows that cannot be used, in the order of the input. */
  readonly rejected: readonly RejectedTransaction[];
}

/** The usable rows as columns in the order of the input. */
export interface RowColumns {
  /** Customers in the order of their first row. */
  readonly ids: string[];
  readonly customer: number[];
  readonly at: number[];
  readonly amount: number[];
  /** NaN where a purchase does not tell it; 0 where a refund does not (the customer keeps the goods). */
  readonly cost: number[];
  readonly orderIds: (string | undefined)[];
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/** Reads and checks every row once, and counts what it leaves out. */
export function collectRows(transactions: Iterable<Transaction>, asOf: number, asked: string | undefined): RowColumns {
  const columns = { ids: [] as string[], customer: [] as number[], at: [] as number[], amount: [] as number[] };
  const cost: number[] = [];
  const orderIds: (string | undefined)[] = [];
  const positions = new Map<string, number>();
  const currencies = new Set<string>();
  const known = new Set<string>();
  const rejected: RejectedTransaction[] = [];
  let rows = 0;
  let late = 0;
  let otherCurrency = 0;
  let absolute = 0;

  for (const transaction of transactions) {
    const row = rows++;
    const problem = problemOf(transaction, positions, known);
    if (problem !== undefined) {
      rejected.push({ row, reason: problem[0], value: problem[1] });
      continue;
    }
    const { customerId, amount, currency, orderId } = transaction;
    const at = parseInstant(transaction.at)!;
    if (at > asOf) {
      late++;
      continue;
    }
    if (asked !== undefined && currency !== asked) {
      otherCurrency++;
      continue;
    }
    currencies.add(currency);
    let position = positions.get(customerId);
    if (position === undefined) {
      position = columns.ids.push(customerId) - 1;
      positions.set(customerId, position);
    }
    columns.customer.push(position);
    columns.at.push(at);
    columns.amount.push(amount === 0 ? 0 : amount);
    cost.push(transaction.cost ?? (amount < 0 ? 0 : Number.NaN));
    orderIds.push(orderId);
    absolute += Math.max(Math.abs(amount), Math.abs(transaction.cost ?? 0));
  }
  if (currencies.size > 1) {
    throw new ClienteleError(
      "mixed_currencies",
      "Convert the amounts to one currency, or choose one with the option `currency`.",
      {
        currencies: [...currencies].sort(compareCodePoints),
      },
    );
  }
  if (absolute > Number.MAX_SAFE_INTEGER) {
    throw new ClienteleError("invalid_amount", "The amounts add up to more than a safe integer; split the input.", {
      amount: absolute,
    });
  }
  const used = columns.at.length;
  return {
    ...columns,
    cost,
    orderIds,
    currency: asked ?? [...currencies][0],
    report: { rows, used, late, otherCurrency, rejected },
  };
}

/** Returns why a row cannot be used, with the invalid value; `undefined` for a usable row. */
function problemOf(
  transaction: Transaction,
  customers: ReadonlyMap<string, number>,
  currencies: Set<string>,
): readonly [TransactionProblem, unknown] | undefined {
  if (typeof transaction !== "object" || transaction === null) return ["not_an_object", transaction];
  const { customerId, at, amount, currency, orderId, cost } = transaction;
  if (!customers.has(customerId) && !isIdentifier(customerId)) return ["invalid_customer", customerId];
  if (parseInstant(at) === undefined) return ["invalid_instant", at];
  if (!Number.isSafeInteger(amount)) return ["invalid_amount", amount];
  if (!currencies.has(currency)) {
    if (!isCurrency(currency)) return ["invalid_currency", currency];
    currencies.add(currency);
  }
  if (orderId !== undefined && !isIdentifier(orderId)) return ["invalid_order", orderId];
  if (cost !== undefined && !Number.isSafeInteger(cost)) return ["invalid_cost", cost];
  return undefined;
}

function isIdentifier(value: unknown): boolean {
  return typeof value === "string" && value !== "" && isStorableText(value);
}

function isCurrency(code: string): boolean {
  try {
    currencyExponent(code);
    return true;
  } catch {
    return false;
  }
}
