/**
 * Charts: one function per analysis, which turns its result into a picture, a table and a sentence.
 *
 * The picture is a Vega-Lite specification as plain JSON; the sentence is true for every input, in English and in Chinese. The
 * most used functions are `rfmGridChart`, `paretoChart`, `cohortRetentionChart`, `stageSizesChart` and `kpiChart`;
 * `tableCellText` formats the cells of a table.
 *
 * This module stands below the analyses: its inputs are plain types with the fields of their results. Start reading at
 * `core/chart.ts`.
 *
 * @packageDocumentation
 */

// The parts of a chart
export type {
  Cell,
  CellKind,
  Chart,
  ChartColumn,
  ChartOptions,
  ChartTable,
  Json,
  JsonObject,
  VegaLiteSpec,
} from "./core/chart.js";
export { type Label, type TableCellOptions, tableCellText } from "./core/number-text.js";
export type { Named } from "./core/labels.js";

// Value of customers
export { abcChart, type AbcInput } from "./value/abc-chart.js";
export { paretoChart, type ParetoInput } from "./value/pareto-chart.js";
export { revenueBySegmentChart, type RevenueBySegmentInput } from "./value/revenue-by-segment-chart.js";
export { rfmGridChart, type RfmGridInput } from "./value/rfm-grid-chart.js";
export { rfmMigrationChart, type RfmMigrationInput } from "./value/rfm-migration-chart.js";
export { clvDistributionChart, type ClvDistributionInput } from "./value/clv-distribution-chart.js";
export { frequencyHistogramChart, type FrequencyHistogramInput } from "./value/frequency-histogram-chart.js";
export { lorenzChart, type LorenzInput } from "./value/lorenz-chart.js";
export { probabilityAliveChart, type ProbabilityAliveInput } from "./value/probability-alive-chart.js";
export { recencyFrequencyChart, type RecencyFrequencyInput } from "./value/recency-frequency-chart.js";
export { sbgRetentionChart, type SbgRetentionInput } from "./value/sbg-retention-chart.js";
export { trackingChart, type TrackingInput } from "./value/tracking-chart.js";

// Lifecycles
export { stageSizesChart, type StageSizesInput } from "./lifecycle/stage-sizes-chart.js";
export { stageAbsorptionChart, type StageAbsorptionInput } from "./lifecycle/stage-absorption-chart.js";
export { stageForecastChart, type StageForecastInput } from "./lifecycle/stage-forecast-chart.js";
export { stageLeaksChart, type StageLeaksInput } from "./lifecycle/stage-leaks-chart.js";
export { stagePlayEffectsChart, type StagePlayEffectsInput } from "./lifecycle/stage-play-effects-chart.js";
export { timeInStageChart, type TimeInStageInput } from "./lifecycle/time-in-stage-chart.js";
export { transitionMatrixChart, type TransitionMatrixInput } from "./lifecycle/transition-matrix-chart.js";

// Segments
export { clusterMapChart, type ClusterMapInput } from "./segments/cluster-map-chart.js";
export { segmentGridChart, type SegmentGridInput } from "./segments/segment-grid-chart.js";
export { segmentOverlapChart, type SegmentOverlapInput } from "./segments/segment-overlap-chart.js";
export { segmentProfileChart, type SegmentProfileInput } from "./segments/segment-profile-chart.js";
export { segmentSizesChart, type SegmentSizesInput } from "./segments/segment-sizes-chart.js";

// Churn
export { calibrationChart, type CalibrationInput } from "./churn/calibration-chart.js";
export { hazardRatioChart, type HazardRatioInput } from "./churn/hazard-ratio-chart.js";
export { liftChart, type LiftInput } from "./churn/lift-chart.js";
export { profitChart, type ProfitInput } from "./churn/profit-chart.js";
export { retentionTargetsChart, type RetentionTargetsInput } from "./churn/retention-targets-chart.js";
export { riskContributionsChart, type RiskContributionsInput } from "./churn/risk-contributions-chart.js";
export { riskDistributionChart, type RiskDistributionInput } from "./churn/risk-distribution-chart.js";
export { survivalChart, type SurvivalInput } from "./churn/survival-chart.js";

// Retention, activity and KPIs
export { activityChart, type ActivityInput } from "./journeys/activity-chart.js";
export { cohortRetentionChart, type CohortRetentionInput } from "./journeys/cohort-retention-chart.js";
export { kpiChart, type KpiInput } from "./journeys/kpi-chart.js";
