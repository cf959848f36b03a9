/**
 * Journeys: how customers come back over time, when they are active, and the KPIs of a business.
 *
 * `cohortRetention` counts how many customers of each cohort return, and `activityPattern` when customers are active.
 * `kpiCatalog` defines the usual KPIs, `defineKpi` checks one of your own, and `measureKpi` and `kpiOverTime` measure them.
 *
 * Start reading at `kpi.ts` for the definitions and at `cohort-retention.ts` for retention.
 *
 * @packageDocumentation
 */

// Retention and activity
export type { Activity, ActivityReport, RejectedActivity } from "./activity.js";
export { type ActivityCell, type ActivityPattern, activityPattern, type ActivityPatternOptions } from "./activity-pattern.js";
export {
  type CohortRetention,
  cohortRetention,
  type RetentionCell,
  type RetentionCohort,
  type RetentionOptions,
} from "./cohort-retention.js";

// KPIs
export { defineKpi, type KpiCondition, type KpiDefinition, type KpiQuantity, type KpiRival, type KpiTerm } from "./kpi.js";
export { type CatalogKpi, kpiCatalog } from "./kpi-catalog.js";
export { kpiOverTime, type KpiOverTimeOptions, type KpiPoint, type KpiSeries } from "./kpi-over-time.js";
export {
  type KpiMeasurement,
  type KpiOptions,
  type KpiTermResult,
  type KpiValue,
  type KpiWindow,
  measureKpi,
} from "./measure-kpi.js";

export type { JourneyErrors } from "./errors.js";
