import { defineMapping, type MappedRow, refuse } from "clientele/interop";

/** The zone of the seller's till: the file has local times without an offset. */
export const RETAIL_ZONE = "Europe/London";

/** The currency of every price in the file. */
export const RETAIL_CURRENCY = "GBP";

/** What a line of the file says, column by column. */
export const retailMapping = defineMapping({
  fields: {
    invoice: { column: "InvoiceNo", type: "text" },
    product: { column: "StockCode", type: "text" },
    description: { column: "Description", type: "text", default: "" },
    quantity: { column: "Quantity", type: "integer" },
    at: { column: "InvoiceDate", type: "instant", pattern: "yyyy-MM-dd HH:mm:ss", zone: RETAIL_ZONE },
    // Tenths of a penny: four rows have three decimals, which no amount of pounds has.
    tenths: {
      column: "UnitPrice",
      type: "custom",
      read: (text) =>
        /^-?\d+(\.\d{1,3})?$/.test(text)
          ? Math.round(Number(text) * 1_000)
          : refuse("invalid_price", "A price has at most three decimals."),
    },
    // A spreadsheet turned the identifiers into decimals: 17850.0.
    customerId: { column: "CustomerID", type: "custom", optional: true, read: (text) => text.replace(/\.0$/, "") },
    country: { column: "Country", type: "text" },
  },
});

/** One row of the file. */
export type RetailLine = MappedRow<(typeof retailMapping)["fields"]>;

/** What a line comes to, in pence; half a penny away from zero. */
export function pence(quantity: number, tenths: number): number {
  const product = Math.abs(quantity * tenths);
  return Math.sign(quantity * tenths) * Math.floor((product + 5) / 10);
}
