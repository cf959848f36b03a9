import type { Expression, Metric } from "../language/expression.js";
import type { Fragment } from "./fragment.js";

/** How history leaves are said: by correlated subqueries, or (ClickHouse) over one array of facts a subject. */
export interface HistorySql {
  readonly metric: (metric: Metric) => Fragment;
  readonly sequence: (expression: Extract<Expression, { kind: "sequence" | "absence" }>) => Fragment;
  readonly state: (expression: Extract<Expression, { kind: "state" }>) => Fragment;
  /** `FROM …` with whatever the leaves need. */
  readonly from: () => Fragment;
}
