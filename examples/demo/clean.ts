import type { LocalizedText } from "clientele/kernel";
import { compareLines, type CancellationMatches, matchCancellations } from "./cancellations.js";
import { isVoucher, nonMerchandiseCodes } from "./no-goods.js";
import { pence, type RetailLine } from "./retail-line.js";
import type { RetailTable } from "./read-online-retail.js";

/** Why a row is kept or dropped; a row has the first reason of this list that fits it. */
export const rowReasons = {
  unreadable: {
    kept: false,
    label: { en: "Unreadable", zh: "无法读取" },
    explanation: { en: "The row is malformed or a cell has the wrong type.", zh: "该行格式错误，或单元格类型不符。" },
  },
  missing_customer: {
    kept: false,
    label: { en: "Without a customer", zh: "没有客户编号" },
    explanation: {
      en: "Nobody can be analysed who is not known: counter sales and stock movements.",
      zh: "没有客户编号的销售和库存变动无法归属到客户。",
    },
  },
  no_goods: {
    kept: false,
    label: { en: "No goods", zh: "非商品" },
    explanation: {
      en: "Postage, carriage, manual corrections, discounts, fees, samples and vouchers.",
      zh: "邮费、运费、手工调整、折扣、手续费、样品和礼券。",
    },
  },
  price_not_positive: {
    kept: false,
    label: { en: "Free or without a price", zh: "单价为零或为负" },
    explanation: { en: "A price of zero or less: gifts and corrections of the stock.", zh: "单价不大于零：赠品或库存调整。" },
  },
  price_below_a_penny: {
    kept: false,
    label: { en: "Price below a penny", zh: "单价不足一便士" },
    explanation: {
      en: "0.001 stands for no price; no amount in pounds has three decimals.",
      zh: "0.001 表示没有定价；英镑金额没有三位小数。",
    },
  },
  negative_without_cancellation: {
    kept: false,
    label: { en: "Negative without a cancellation", zh: "非取消单的负数量" },
    explanation: { en: "Units went out of the stock without an invoice.", zh: "没有发票的出库数量。" },
  },
  cancellation_unmatched: {
    kept: false,
    label: { en: "Cancellation without an order", zh: "找不到订单的取消" },
    explanation: {
      en: "No order of the customer has so many units of the product left: bought before the file begins, or not at all.",
      zh: "该客户没有足够数量的对应订单：购买早于数据起点，或从未购买。",
    },
  },
  purchase: {
    kept: true,
    label: { en: "Purchase", zh: "购买" },
    explanation: { en: "A line of an order.", zh: "订单行。" },
  },
  cancellation_matched: {
    kept: true,
    label: { en: "Cancellation of an order", zh: "取消（已匹配订单）" },
    explanation: {
      en: "Matched to the latest earlier order of the customer with enough units of the product left.",
      zh: "匹配到该客户最近一次、且剩余数量足够的购买。",
    },
  },
} as const satisfies Readonly<
  Record<string, { readonly kept: boolean; readonly label: LocalizedText; readonly explanation: LocalizedText }>
>;

/** Why a row is kept or dropped. */
export type RowFate = keyof typeof rowReasons;

/** The rows that count, and what became of all. */
export interface CleanRetail {
  /** Lines of orders, in the order of {@link compareLines}. */
  readonly purchases: readonly RetailLine[];
  readonly cancellations: CancellationMatches;
  /** Rows of the file. */
  readonly total: number;
  /** Rows by fate; they add up to `total`. */
  readonly account: Readonly<Record<RowFate, number>>;
  /** Money of the unmatched cancellations, pence, positive. */
  readonly unmatchedPence: number;
  readonly duplicates: DuplicateLines;
}

/**
 * Purchases that repeat another in every column. They are *kept*: the till writes one product on several lines of an
 * invoice (half of the products that stand twice on one invoice have different quantities there), so that two equal lines
 * are no sign of an error, and no two invoices share a number.
 */
export interface DuplicateLines {
  /** Lines beyond the first of each. */
  readonly lines: number;
  /** What dropping them would take off, pence. */
  readonly pence: number;
  /** Products that stand on one invoice more than once. */
  readonly severalLines: number;
  /** Those of them whose quantities differ. */
  readonly differing: number;
}

/** Sorts every row into one fate; the order of the rows does not matter. */
export function cleanRetail({ lines, report }: RetailTable): CleanRetail {
  const account = Object.fromEntries(Object.keys(rowReasons).map((fate) => [fate, 0])) as Record<RowFate, number>;
  account.unreadable = report.rejected;
  const purchases: RetailLine[] = [];
  const cancelled: RetailLine[] = [];
  for (const line of lines) {
    const fate = fateOf(line);
    if (fate === "cancellation") cancelled.push(line);
    else {
      account[fate]++;
      if (fate === "purchase") purchases.push(line);
    }
  }
  purchases.sort(compareLines);
  cancelled.sort(compareLines);
  const cancellations = matchCancellations(purchases, cancelled);
  account.cancellation_unmatched = cancellations.unmatched.length;
  account.cancellation_matched = cancelled.length - cancellations.unmatched.length;
  return {
    purchases,
    cancellations,
    total: report.read,
    account,
    unmatchedPence: cancellations.unmatched.reduce((sum, { quantity, tenths }) => sum + pence(-quantity, tenths), 0),
    duplicates: duplicatesAmong(purchases),
  };
}

function fateOf(
  line: RetailLine,
): Exclude<RowFate, "unreadable" | "cancellation_matched" | "cancellation_unmatched"> | "cancellation" {
  if (line.customerId === undefined) return "missing_customer";
  if (nonMerchandiseCodes.has(line.product) || isVoucher(line.product)) return "no_goods";
  if (line.tenths <= 0) return "price_not_positive";
  if (line.tenths < 10) return "price_below_a_penny";
  if (line.invoice.startsWith("C") && line.quantity < 0) return "cancellation";
  return line.quantity > 0 ? "purchase" : "negative_without_cancellation";
}

/** Equal lines stand side by side after sorting. */
function duplicatesAmong(purchases: readonly RetailLine[]): DuplicateLines {
  let repeated = 0;
  let amount = 0;
  const products = new Map<string, { count: number; quantity: number; differs: boolean }>();
  purchases.forEach((line, index) => {
    const before = purchases[index - 1];
    if (before !== undefined && before.customerId === line.customerId && compareLines(before, line) === 0) {
      repeated++;
      amount += pence(line.quantity, line.tenths);
    }
    const key = `${line.invoice}\n${line.product}`;
    const known = products.get(key);
    if (known === undefined) products.set(key, { count: 1, quantity: line.quantity, differs: false });
    else {
      known.count++;
      known.differs ||= known.quantity !== line.quantity;
    }
  });
  const several = [...products.values()].filter(({ count }) => count > 1);
  return {
    lines: repeated,
    pence: amount,
    severalLines: several.length,
    differing: several.filter(({ differs }) => differs).length,
  };
}
