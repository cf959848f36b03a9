export { abcChart, type AbcInput } from "./abc-chart.js";
export { activityChart, type ActivityInput } from "./activity-chart.js";
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
} from "./chart.js";
export { cohortRetentionChart, type CohortRetentionInput } from "./cohort-retention-chart.js";
export { kpiChart, type KpiInput } from "./kpi-chart.js";
export { type Label, tableCellText } from "./number-text.js";
export { paretoChart, type ParetoInput } from "./pareto-chart.js";
export { revenueBySegmentChart, type RevenueBySegmentInput } from "./revenue-by-segment-chart.js";
export { rfmGridChart, type RfmGridInput } from "./rfm-grid-chart.js";
export { rfmMigrationChart, type RfmMigrationInput } from "./rfm-migration-chart.js";
export { stageSizesChart, type StageSizesInput } from "./stage-sizes-chart.js";
export { clvDistributionChart, type ClvDistributionInput } from "./clv-distribution-chart.js";
export { frequencyHistogramChart, type FrequencyHistogramInput } from "./frequency-histogram-chart.js";
export { lorenzChart, type LorenzInput } from "./lorenz-chart.js";
export { probabilityAliveChart, type ProbabilityAliveInput } from "./probability-alive-chart.js";
export { recencyFrequencyChart, type RecencyFrequencyInput } from "./recency-frequency-chart.js";
export { sbgRetentionChart, type SbgRetentionInput } from "./sbg-retention-chart.js";
export { trackingChart, type TrackingInput } from "./tracking-chart.js";
export { clusterMapChart, type ClusterMapInput } from "./cluster-map-chart.js";
export type { Named } from "./labels.js";
export { segmentGridChart, type SegmentGridInput } from "./segment-grid-chart.js";
export { segmentOverlapChart, type SegmentOverlapInput } from "./segment-overlap-chart.js";
export { segmentProfileChart, type SegmentProfileInput } from "./segment-profile-chart.js";
export { segmentSizesChart, type SegmentSizesInput } from "./segment-sizes-chart.js";
export { stageAbsorptionChart, type StageAbsorptionInput } from "./stage-absorption-chart.js";
export { stageForecastChart, type StageForecastInput } from "./stage-forecast-chart.js";
export { stageLeaksChart, type StageLeaksInput } from "./stage-leaks-chart.js";
export { stagePlayEffectsChart, type StagePlayEffectsInput } from "./stage-play-effects-chart.js";
export { timeInStageChart, type TimeInStageInput } from "./time-in-stage-chart.js";
export { transitionMatrixChart, type TransitionMatrixInput } from "./transition-matrix-chart.js";
export { calibrationChart, type CalibrationInput } from "./calibration-chart.js";
export { hazardRatioChart, type HazardRatioInput } from "./hazard-ratio-chart.js";
export { liftChart, type LiftInput } from "./lift-chart.js";
export { profitChart, type ProfitInput } from "./profit-chart.js";
export { retentionTargetsChart, type RetentionTargetsInput } from "./retention-targets-chart.js";
export { riskContributionsChart, type RiskContributionsInput } from "./risk-contributions-chart.js";
export { riskDistributionChart, type RiskDistributionInput } from "./risk-distribution-chart.js";
export { survivalChart, type SurvivalInput } from "./survival-chart.js";
