import type { Expression, Metric } from "../../language/expression.js";
import type { Fragment } from "../dialects/fragment.js";

/** SQL of the leaves that read history: correlated subqueries, or for ClickHouse one array of facts per subject. */
export interface HistorySql {
  readonly metric: (metric: Metric) => Fragment;
  readonly sequence: (expression: Extract<Expression, { kind: "sequence" | "absence" }>) => Fragment;
  readonly state: (expression: Extract<Expression, { kind: "state" }>) => Fragment;
  /** The tables that the statement reads, with everything that the leaves need. */
  readonly from: () => Fragment;
}
