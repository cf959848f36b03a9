import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { localClock } from "clientele/kernel";
import type { ItemInteraction } from "clientele/recommend";

/**
 * The lines of the protocol: United Kingdom, customer known, quantity and price above 0, no cancellation, codes that
 * start with five digits. An invoice is a basket.
 */
export function ukLines(): (ItemInteraction & { readonly customerId: string })[] {
  const file = readFileSync(new URL("../../examples/data/online-retail.csv.br", import.meta.url));
  const clock = localClock("Europe/London");
  const lines: (ItemInteraction & { readonly customerId: string })[] = [];
  for (const text of brotliDecompressSync(file).toString("utf8").split(/\r?\n/).slice(1)) {
    // Descriptions hold commas and quotes, so that the fields after them are read from the right.
    const head = /^([^,]*),([^,]*),/.exec(text);
    const tail = /,(-?\d+),(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(-?[\d.]+),([\d.]*),([^,]*)$/.exec(text);
    if (head === null || tail === null) continue;
    const [, invoice, code] = head as unknown as [string, string, string];
    const [, quantity, day, time, price, customer, country] = tail as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (country !== "United Kingdom" || customer === "" || invoice.startsWith("C") || !/^\d{5}/.test(code)) continue;
    if (!(Number(quantity) > 0 && Number(price) > 0)) continue;
    const wall = Date.parse(`${day}T${time}Z`);
    lines.push({ customerId: String(Number(customer)), itemId: code, at: wall - clock.offset(wall), basketId: invoice });
  }
  return lines;
}
