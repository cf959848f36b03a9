/** Errors of journeys: retention, activity, KPIs. */
export interface JourneyErrors {
  /**
   * @cause A table would have more than 10,000 periods, because its first activity lies too far back for so short a unit (a row from 1970 in a table of days).
   * @remedy Exclude the stray rows with `from`, or use a longer unit.
   */
  too_many_periods: { readonly unit: string; readonly periods: number };
  /**
   * @cause The definition of a KPI lacks a part, or has an unknown key, quantity or condition.
   * @remedy Fix the part at the path of the error; the entries of `kpiCatalog` are examples.
   */
  invalid_kpi: { readonly kpi: unknown; readonly problem: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends JourneyErrors {}
}
