import { formatCsvRow, mapRows, parseCsv } from "clientele/interop";
import { transactionsOf, parseRecord } from "clientele/models";
import { seededRandom } from "clientele/kernel";
import { shuffled } from "../../src/kernel/internal.js";
import { beforeAll, describe, expect, test } from "vitest";
import { matchCancellations } from "../../examples/demo/cancellations.js";
import { type CleanRetail, cleanRetail, rowReasons } from "../../examples/demo/clean.js";
import { countryCodes } from "../../examples/demo/countries.js";
import { type RetailTable, readOnlineRetail } from "../../examples/demo/read-online-retail.js";
import { retailRecords } from "../../examples/demo/records.js";
import { pence, type RetailLine, retailMapping } from "../../examples/demo/retail-line.js";
import { sanityFigures } from "../../examples/demo/sanity-figures.js";

const header = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

/** A table of a few rows, each given by what matters: invoice, product, quantity, time, price, customer. */
function tableOf(...rows: readonly (readonly [string, string, number, string, string, string])[]): RetailTable {
  const text = rows.map(([invoice, product, quantity, at, price, customer]) =>
    formatCsvRow([invoice, product, "THING", quantity, at, price, customer, "EIRE"]),
  );
  const mapped = mapRows(parseCsv([formatCsvRow(header), ...text]), retailMapping);
  return { lines: mapped.all(), report: mapped.report() };
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, count) => sum + count, 0);

describe("the whole Online Retail file", () => {
  let table: RetailTable;
  let clean: CleanRetail;
  beforeAll(async () => {
    table = await readOnlineRetail();
    clean = cleanRetail(table);
  }, 120_000);

  test("is read to the last of its 541,909 rows", () => {
    expect(table.report).toMatchObject({ read: 541_909, mapped: 541_909, rejected: 0, blankLines: 0, complete: true });
    expect(table.report.unmappedColumns).toEqual([]);
  });

  test("gives the published figures by their stated definition", () => {
    const figures = sanityFigures(table.lines);
    expect(figures.lastObservedDay).toBe("2011-09-10");
    expect(figures.customers).toBe(4_338);
    expect(figures.orders).toBe(18_532);
    expect(figures.revenueTenths).toBe(8_911_407_904);
    expect(figures.averageOrder.toFixed(2)).toBe("480.87");
    expect(figures.perCustomer.toFixed(2)).toBe("2054.27");
    expect((figures.topFifth * 100).toFixed(1)).toBe("74.6");
    expect(figures.observed).toHaveLength(3_370);
    expect(figures.returned).toHaveLength(1_533);
    expect((figures.returnedWithin90Days! * 100).toFixed(1)).toBe("45.5");
  });

  test("gives every row exactly one fate", () => {
    expect(sumOf(clean.account)).toBe(541_909);
    expect(clean.total).toBe(541_909);
    expect(clean.account.missing_customer).toBe(135_080);
    expect(clean.account.purchase).toBe(clean.purchases.length);
    expect(Object.keys(clean.account)).toEqual(Object.keys(rowReasons));
  });

  test("takes back no unit that was not bought, and never before it was bought", () => {
    const left = new Map(clean.purchases.map((line) => [line, line.quantity]));
    const needed = new Map<RetailLine, number>();
    const strange: RetailLine[] = [];
    for (const { cancellation, purchase, units } of clean.cancellations.matched) {
      const fits =
        purchase.customerId === cancellation.customerId &&
        purchase.product === cancellation.product &&
        purchase.at <= cancellation.at;
      if (!fits) strange.push(cancellation);
      left.set(purchase, left.get(purchase)! - units);
      needed.set(cancellation, (needed.get(cancellation) ?? 0) + units);
    }
    expect([...left.values()].filter((units) => units < 0)).toEqual([]);
    expect([...needed].filter(([cancellation, units]) => units !== -cancellation.quantity)).toEqual([]);
    expect(strange).toEqual([]);
    expect(needed.size).toBe(clean.account.cancellation_matched);
  });

  test("becomes records that the models accept, and no penny is lost on the way", () => {
    const records = retailRecords(clean);
    expect(records).toMatchObject({ orphans: [], rejected: [], repeated: 0 });
    const bought = clean.purchases.reduce((sum, { quantity, tenths }) => sum + pence(quantity, tenths), 0);
    const back = clean.cancellations.matched.reduce((sum, { units, cancellation }) => sum + pence(units, cancellation.tenths), 0);
    const transactions = records.records.flatMap(({ history }) => transactionsOf(history));
    expect(transactions.reduce((sum, { amount }) => sum + amount, 0)).toBe(bought - back);
    for (const record of records.records.slice(0, 300)) expect(parseRecord(record)).toEqual(record);
  });

  test("names every country that has a code", () => {
    const names = new Set(table.lines.map(({ country }) => country));
    expect([...names].filter((name) => !countryCodes.has(name)).sort()).toEqual([
      "Channel Islands",
      "European Community",
      "Unspecified",
    ]);
    expect([...countryCodes.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test("comes out the same whatever the order of the rows", () => {
    const some = table.lines.filter(({ customerId }) => customerId !== undefined && customerId < "12500");
    const report = { ...table.report, read: some.length, mapped: some.length };
    const once = cleanRetail({ lines: some, report });
    const again = cleanRetail({ lines: shuffled(some, seededRandom(7)), report });
    expect(some.length).toBeGreaterThan(9_000);
    expect(again).toEqual(once);
    expect(JSON.stringify(retailRecords(again))).toBe(JSON.stringify(retailRecords(once)));
    expect(sanityFigures(shuffled(some, seededRandom(8)))).toEqual(sanityFigures(some));
  });
});

describe("cleaning", () => {
  const at = "2011-05-01 10:00:00";

  test("gives each kind of dirt its own reason, the first that fits", () => {
    const { account, total } = cleanRetail(
      tableOf(
        ["1", "85123A", 2, at, "2.55", "17850.0"],
        ["1", "85123A", 2, at, "2.55", ""],
        ["1", "POST", 1, at, "18.00", "17850.0"],
        ["1", "gift_0001_20", 1, at, "18.00", "17850.0"],
        ["1", "22000", 1, at, "0.0", "17850.0"],
        ["1", "22000", 1, at, "-5", "17850.0"],
        ["1", "PADS", 1, at, "0.001", "17850.0"],
        ["1", "22000", -1, at, "1.00", "17850.0"],
        ["C2", "22000", -1, at, "1.00", "17850.0"],
        ["C3", "85123A", -1, at, "2.55", "17850.0"],
        ["4", "22000", 1, "2011-02-30 10:00:00", "1.00", "17850.0"],
        ["4", "22000", 1, "2011-03-27 01:30:00", "1.00", "17850.0"],
        ["4", "22000", 1, at, "1.0005", "17850.0"],
        ["4", "__proto__", 1, at, "1.00", "__proto__"],
      ),
    );
    expect(account).toEqual({
      unreadable: 3,
      missing_customer: 1,
      no_goods: 2,
      price_not_positive: 2,
      price_below_a_penny: 1,
      negative_without_cancellation: 1,
      cancellation_unmatched: 1,
      purchase: 2,
      cancellation_matched: 1,
    });
    expect(sumOf(account)).toBe(total);
  });

  test("matches a cancellation to the latest earlier line with enough units, then to several together, once each", () => {
    const { lines } = tableOf(
      ["1", "p", 10, "2011-01-01 10:00:00", "1", "a"],
      ["2", "p", 3, "2011-02-01 10:00:00", "1", "a"],
      ["3", "p", 5, "2011-03-01 10:00:00", "1", "a"],
      ["4", "p", 9, "2011-09-01 10:00:00", "1", "a"],
      ["5", "p", 99, "2011-01-01 10:00:00", "1", "b"],
    );
    const { lines: back } = tableOf(
      ["C1", "p", -4, "2011-04-01 10:00:00", "1", "a"],
      ["C2", "p", -4, "2011-04-02 10:00:00", "1", "a"],
      ["C3", "p", -9, "2011-04-03 10:00:00", "1", "a"],
      ["C4", "p", -2, "2011-04-04 10:00:00", "1", "a"],
    );
    const { matched, unmatched, split } = matchCancellations(lines, back);
    expect(matched.map(({ cancellation, purchase, units }) => [cancellation.invoice, purchase.invoice, units])).toEqual([
      ["C1", "3", 4],
      ["C2", "1", 4],
      ["C3", "3", 1],
      ["C3", "2", 3],
      ["C3", "1", 5],
    ]);
    expect(unmatched.map(({ invoice }) => invoice)).toEqual(["C4"]);
    expect(split).toBe(1);
  });

  test("makes a customer of the country of the latest order, and keeps names that are no country", () => {
    const { records } = retailRecords(cleanRetail(tableOf(["1", "p", 1, at, "1.25", "__proto__"])));
    expect(records.map(({ customer }) => [customer.id, customer.address?.country, customer.attributes])).toEqual([
      ["__proto__", "IE", { market: "EIRE" }],
    ]);
    expect(records[0]?.history[0]).toMatchObject({
      at: new Date("2011-05-01T09:00:00Z"),
      properties: { orderId: "1", total: 125, currency: "GBP", units: 1, products: ["p"] },
    });
  });

  test("rounds half a penny away from zero", () => {
    expect([pence(1, 5), pence(3, 5), pence(-1, 5), pence(1, 4), pence(6, 2550)]).toEqual([1, 2, -1, 0, 1530]);
  });
});
