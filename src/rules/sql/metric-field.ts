import { ClienteleError } from "../../kernel/index.js";
import type { Catalog, CatalogField } from "../language/catalog.js";
import type { Metric } from "../language/expression.js";
import { propertyField } from "../language/metric-value.js";

/** The property of a metric, and by what its numbers are scaled to whole ones before they are added. */
export interface MetricField {
  readonly field: CatalogField;
  /** `undefined`: no scaling needed (whole numbers), or none possible (`approximate`). */
  readonly scale: number | undefined;
}

/**
 * The field that a metric works on.
 *
 * @throws ClienteleError `inexact_sum` when free doubles would be added and the caller did not accept the last digits
 */
export function metricField(metric: Metric, catalog: Catalog, approximate: boolean): MetricField | undefined {
  if (metric.property === undefined) return undefined;
  const field = propertyField(catalog, metric.types ?? [], metric.property)!;
  const adds = metric.measure === "sum" || metric.measure === "average" || metric.measure === "trend";
  if (adds && field.decimals === undefined && field.type !== "integer" && !approximate) {
    throw new ClienteleError("inexact_sum", "Declare the property's decimals, or pass approximate: true.", {
      property: metric.property,
    });
  }
  return { field, scale: field.type === "integer" || field.decimals === undefined ? undefined : 10 ** field.decimals };
}
