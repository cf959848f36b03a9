import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { Covariates, SurvivalTimes } from "clientele/statistics";

/** Rows of a table as text, by column. */
function columnsOf(text: string): Record<string, string[]> {
  const [head, ...lines] = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(","));
  return Object.fromEntries(head!.map((column, index) => [column, lines.map((cells) => cells[index]!)]));
}

/** Rossi et al. (1980): 432 men released from prison, weeks to the next arrest within a year. */
export function rossi(): { times: SurvivalTimes; covariates: Covariates } {
  const { week, arrest, ...covariates } = columnsOf(readFileSync(new URL("../data/rossi.csv", import.meta.url), "utf8"));
  return {
    times: { time: week!.map(Number), event: arrest!.map(Number) },
    covariates: Object.fromEntries(Object.entries(covariates).map(([name, column]) => [name, column.map(Number)])),
  };
}

/** The IBM sample of a telephone company, customers with a tenure, in months: 7,032 of whom 1,869 left. */
export function telco(): { times: SurvivalTimes; covariates: Covariates; contract: string[] } {
  const packed = readFileSync(new URL("../../examples/data/telco-churn.csv.br", import.meta.url));
  const all = columnsOf(brotliDecompressSync(packed).toString("utf8"));
  const kept = all.tenure!.map((_, row) => row).filter((row) => Number(all.tenure![row]) > 0);
  const column = (name: string): string[] => kept.map((row) => all[name]![row]!);
  const covariates: Record<string, number[]> = {
    SeniorCitizen: column("SeniorCitizen").map(Number),
    MonthlyCharges: column("MonthlyCharges").map(Number),
  };
  for (const name of [
    "gender",
    "Partner",
    "Dependents",
    "PhoneService",
    "InternetService",
    "Contract",
    "PaperlessBilling",
    "PaymentMethod",
  ]) {
    const values = column(name);
    for (const level of [...new Set(values)].sort().slice(1))
      covariates[`${name}=${level}`] = values.map((value) => (value === level ? 1 : 0));
  }
  return {
    times: { time: column("tenure").map(Number), event: column("Churn").map((churn) => (churn === "Yes" ? 1 : 0)) },
    covariates,
    contract: column("Contract"),
  };
}
