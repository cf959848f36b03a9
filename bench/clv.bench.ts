/**
 * Speed of the lifetime-value models. Run: npx tsx bench/clv.bench.ts
 *
 * Prints wall time and processor time (the second does not depend on what else the machine does), the best of a few
 * runs after a warm-up, beside the target.
 */
import type { PurchaseColumns } from "clientele/models";
import {
  compressSummary,
  expectedTransactions,
  fitBgNbd,
  fitMbgNbd,
  fitParetoNbd,
  probabilityAlive,
  simulateCustomers,
} from "clientele/value";
import { cdnowMaster, cdnowTwoDecimals } from "../test/fixtures/reference-customers.js";
import { printMeasured, stopwatch } from "./stopwatch.js";

const { measure, results } = stopwatch();

/** A million customers, ages to the day or to the second. */
function million(exact: boolean): PurchaseColumns<"week"> {
  const customers = 1_000_000;
  const model = { kind: "bg-nbd", version: 1, unit: "week", parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } } as const;
  const age = Float64Array.from({ length: customers }, (_, row) =>
    exact ? 27 + 12 * ((row * 0.618033988749895) % 1) : (189 + (row % 84)) / 7,
  );
  const simulated = simulateCustomers(model, { customers, age, seed: "bench" });
  if (exact) return simulated;
  const { unit, frequency } = simulated;
  // to the day, never past the age
  const recency = simulated.recency.map((value) => Math.round(value * 7) / 7);
  return { unit, frequency, recency: recency.map((value, row) => Math.min(value, age[row]!)), age };
}

const sample = cdnowTwoDecimals();
for (let warm = 0; warm < 30; warm++) fitBgNbd(sample);
measure("BG/NBD fit, CDNOW sample (2,357)", "4 ms (20 x lifetimes, 81 ms)", 20, () => fitBgNbd(sample));
measure("MBG/NBD fit, CDNOW sample (2,357)", "", 20, () => fitMbgNbd(sample));
measure("Pareto/NBD fit, CDNOW sample (2,357)", "", 5, () => fitParetoNbd(sample));

// the 23,570 customers as rows of their own, so that compression is paid for
const master = cdnowMaster();
const repeat = (column: Float64Array): Float64Array =>
  Float64Array.from(Array.from(column).flatMap((value, row) => new Array<number>(master.weight[row]!).fill(value)));
const all: PurchaseColumns<"week"> = {
  unit: "week",
  frequency: repeat(master.frequency),
  recency: repeat(master.recency),
  age: repeat(master.age),
};
measure("BG/NBD fit, CDNOW (23,570)", "lifetimes 360 ms", 5, () => fitBgNbd(all));
measure("Pareto/NBD fit with compression and errors, CDNOW (23,570)", "1,500 ms", 3, () => fitParetoNbd(all));

const distinct = million(true);
measure("BG/NBD fit with errors, 1,000,000 distinct", "2,500 ms", 2, () => fitBgNbd(distinct));
const days = million(false);
measure("compress 1,000,000, then BG/NBD fit with errors", "300 ms", 3, () => fitBgNbd(compressSummary(days)));
const model = fitBgNbd(sample);
measure("P(alive), 1,000,000 customers", "100 ms", 3, () => probabilityAlive(model, distinct));
measure("expected transactions in 39 weeks, 1,000,000 customers", "350 ms", 3, () =>
  expectedTransactions(model, distinct, { horizon: 39 }),
);
const pareto = fitParetoNbd(sample);
measure("Pareto/NBD P(alive), 1,000,000 customers", "", 1, () => probabilityAlive(pareto, distinct));

printMeasured(results);
