/** Errors of journeys: retention, activity, indicators. */
export interface JourneyErrors {
  /**
   * @cause A table would have more periods than anybody reads: its first activity lies too far back for so short a unit (a row of the year 1970 in a table of days).
   * @remedy Leave the stray rows out with `from`, or take a longer unit.
   */
  too_many_periods: { readonly unit: string; readonly periods: number };
  /**
   * @cause The definition of an indicator lacks a part, or asks for a quantity or a condition that does not exist.
   * @remedy Mend the part at the path of the error; the entries of `kpiCatalog` are examples.
   */
  invalid_kpi: { readonly kpi: unknown; readonly problem: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends JourneyErrors {}
}
