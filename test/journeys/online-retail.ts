import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { localClock } from "clientele/kernel";
import type { Transaction } from "clientele/models";

/** The lines of scenario 1: customer id present, no cancellation, quantity and price above 0; nothing else is cleaned. */
export function onlineRetailLines(): Transaction[] {
  const file = readFileSync(new URL("../../examples/data/online-retail.csv.br", import.meta.url));
  const clock = localClock("Europe/London");
  const lines: Transaction[] = [];
  for (const text of brotliDecompressSync(file).toString("utf8").split(/\r?\n/).slice(1)) {
    // Descriptions hold commas and quotes, so that the fields after them are read from the right.
    const head = /^(C?)([^,]*),/.exec(text);
    const tail = /,(-?\d+),(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(-?[\d.]+),([\d.]*),[^,]*$/.exec(text);
    if (head === null || tail === null || head[1] === "C") continue;
    const [, quantity, day, time, price, customer] = tail as unknown as [string, string, string, string, string, string];
    if (customer === "" || Number(quantity) <= 0 || Number(price) <= 0) continue;
    const wall = Date.parse(`${day}T${time}Z`);
    const at = wall - clock.offset(wall);
    const amount = Number(quantity) * Number(price) * 100;
    lines.push({ customerId: String(Number(customer)), at, amount: Math.round(amount), currency: "GBP", orderId: head[2] });
  }
  return lines;
}
