import { ClienteleError, compareCodePoints, currencyExponent } from "../../kernel/index.js";
import { isStorableText, parseInstant } from "../../kernel/internal.js";
import type { PurchasesReport, RejectedTransaction, TransactionProblem } from "./purchases.js";
import type { Transaction } from "./transaction.js";

/** The rows that can be used, as columns in the order of the input. */
export interface RowColumns {
  /** Customers in the order of their first row. */
  readonly ids: string[];
  readonly customer: number[];
  readonly at: number[];
  readonly amount: number[];
  /** NaN where a purchase does not say; 0 where a refund does not (the goods stay with the customer). */
  readonly cost: number[];
  readonly orderIds: (string | undefined)[];
  readonly currency: string | undefined;
  readonly report: PurchasesReport;
}

/** Reads and checks every row once; nothing is dropped without being counted. */
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
    const at = typeof transaction.at === "number" ? transaction.at : transaction.at.getTime();
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
    throw new ClienteleError("mixed_currencies", "Convert to one currency first, or ask for one with `currency`.", {
      currencies: [...currencies].sort(compareCodePoints),
    });
  }
  if (absolute > Number.MAX_SAFE_INTEGER) {
    throw new ClienteleError("invalid_amount", "The amounts add up to more than whole numbers can hold; split the input.", {
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

/** What is wrong with a row and the value that is, `undefined` when nothing is. */
function problemOf(
  transaction: Transaction,
  customers: ReadonlyMap<string, number>,
  currencies: Set<string>,
): readonly [TransactionProblem, unknown] | undefined {
  if (typeof transaction !== "object" || transaction === null) return ["not_an_object", transaction];
  const { customerId, at, amount, currency, orderId, cost } = transaction;
  if (!customers.has(customerId) && !isIdentifier(customerId)) return ["invalid_customer", customerId];
  if (typeof at === "string" || parseInstant(at) === undefined) return ["invalid_instant", at];
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
