/** What was fitted elsewhere, as it was: plain JSON. */
import type { BgNbdModel, RfmThresholds } from "clientele/value";

/** BG/NBD on CDNOW, the published estimates. */
export const model: BgNbdModel<"week"> = {
  kind: "bg-nbd",
  version: 1,
  unit: "week",
  parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
};

/** Three bins of each measure; recency in days, revenue in cents. */
export const thresholds: RfmThresholds<"day"> = {
  recency: [30, 120],
  frequency: [1, 3],
  monetary: [30_00, 100_00],
  unit: "day",
};
