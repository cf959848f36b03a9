import { ClienteleError } from "../../../kernel/index.js";
import type { Catalog, CatalogField } from "../../language/catalog.js";
import type { Metric } from "../../language/expression.js";
import { propertyField } from "../../language/metric-value.js";

/** The property of a metric, and the factor that scales its numbers to integers before they are added. */
export interface MetricField {
  readonly field: CatalogField;
  /** `undefined` when no scaling is needed (integers) or possible (`approximate`). */
  readonly scale: number | undefined;
}

/**
 * Returns the field that a metric reads.
 *
 * @throws ClienteleError `inexact_sum` when doubles without declared decimals would be added without `approximate`
 */
export function metricField(metric: Metric, catalog: Catalog, approximate: boolean): MetricField | undefined {
  if (metric.property === undefined) return undefined;
  const field = propertyField(catalog, metric.types ?? [], metric.property)!;
  const adds = metric.measure === "sum" || metric.measure === "average" || metric.measure === "trend";
  if (adds && field.decimals === undefined && field.type !== "integer" && !approximate) {
    throw new ClienteleError(
      "inexact_sum",
      `The property ${JSON.stringify(metric.property)} has no declared decimals. Declare them, or pass \`approximate: true\`.`,
      {
        property: metric.property,
      },
    );
  }
  return { field, scale: field.type === "integer" || field.decimals === undefined ? undefined : 10 ** field.decimals };
}
