import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import { dummyColumns } from "clientele/statistics";

const NUMBERS = ["SeniorCitizen", "tenure", "MonthlyCharges", "TotalCharges"] as const;

/** Telco churn: its text columns, the four columns of numbers (a blank total is 0), and who left. */
export function telcoCustomers(): {
  texts: Record<string, string[]>;
  numbers: Record<(typeof NUMBERS)[number], number[]>;
  churned: number[];
} {
  const file = readFileSync(new URL("../../examples/data/telco-churn.csv.br", import.meta.url));
  const [header, ...lines] = brotliDecompressSync(file).toString("utf8").trim().split("\n");
  const names = header!.split(",");
  const cells = lines.map((line) => line.split(","));
  const column = (name: string): string[] => cells.map((row) => row[names.indexOf(name)]!);
  const texts = names.filter((name) => !["customerID", "Churn", ...NUMBERS].includes(name));
  return {
    texts: Object.fromEntries(texts.map((name) => [name, column(name)])),
    numbers: Object.fromEntries(NUMBERS.map((name) => [name, column(name).map(Number)])) as Record<
      (typeof NUMBERS)[number],
      number[]
    >,
    churned: column("Churn").map((text) => (text === "Yes" ? 1 : 0)),
  };
}

/** The 30 features of the reference: four numbers and 26 dummies, the alphabetically first level dropped. */
export function telcoFeatures(): { features: Record<string, ArrayLike<number>>; churned: number[] } {
  const { texts, numbers, churned } = telcoCustomers();
  return { features: { ...numbers, ...dummyColumns(texts) }, churned };
}
