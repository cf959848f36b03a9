import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Transaction } from "clientele/models";

/** The sample of CDNOW's customers that the literature fits (Fader, Hardie 2001); the tests of the project hold it too. */
const CDNOW = fileURLToPath(new URL("../../test/data/cdnow-sample.txt", import.meta.url));

/** Everything that 2,357 customers of an online music shop bought from January 1997 to June 1998. */
export async function cdnowTransactions(path = CDNOW): Promise<Transaction[]> {
  const lines = (await readFile(path, "utf8")).trim().split("\n");
  return lines.map((line) => {
    const [, customerId, date, , dollars] = line.trim().split(/\s+/) as [string, string, string, string, string];
    const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`;
    return { customerId, at: Date.parse(`${day}T12:00:00Z`), amount: Math.round(Number(dollars) * 100), currency: "USD" };
  });
}
