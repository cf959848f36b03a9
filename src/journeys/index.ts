export type { Activity, ActivityReport, RejectedActivity } from "./activity.js";
export { type ActivityCell, type ActivityPattern, activityPattern, type ActivityPatternOptions } from "./activity-pattern.js";
export {
  type CohortRetention,
  cohortRetention,
  type RetentionCell,
  type RetentionCohort,
  type RetentionOptions,
} from "./cohort-retention.js";
export { defineKpi, type KpiCondition, type KpiDefinition, type KpiQuantity, type KpiRival, type KpiTerm } from "./kpi.js";
export { type CatalogKpi, kpiCatalog } from "./kpi-catalog.js";
export { kpiOverTime, type KpiOverTimeOptions, type KpiPoint, type KpiSeries } from "./kpi-over-time.js";
export { type KpiMeasurement, type KpiOptions, type KpiTermResult, type KpiValue, measureKpi } from "./measure-kpi.js";
export type { ProportionInterval } from "./proportion-interval.js";
export type { JourneyErrors } from "./errors.js";
