import type { Metric } from "../../language/expression.js";
import type { Seen } from "../../language/value-reading.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { firstMatching, integersOf, lastMatching, overWindow, sumOf } from "./metric-reducers.js";

/** Compiles the average of a property. */
export function average(_metric: Metric, parts: MetricParts): CompiledMetric {
  const { where, read } = parts;
  const { sum, scale } = sumOf(parts);
  const countValues = integersOf(where, (interaction, asOf) =>
    (where === null || where.holds(interaction, asOf)) && read!(interaction) !== undefined ? 1 : 0,
  );
  return overWindow(parts, (column, first, end, asOf) => {
    const values = countValues(column, first, end, asOf) as number;
    return values === 0 ? undefined : (sum(column, first, end, asOf) as number) / (scale * values);
  });
}

/** Compiles the smallest or the largest value of a property. */
export function extreme({ measure }: Metric, parts: MetricParts): CompiledMetric {
  const { where, read } = parts;
  const isBetter: (value: number, best: number) => boolean =
    measure === "minimum" ? (value, best) => value < best : (value, best) => value > best;
  return overWindow(parts, (column, first, end, asOf) => {
    let best: number | undefined;
    for (let index = first; index < end; index++) {
      const interaction = column.interactions[index]!;
      if (where !== null && !where.holds(interaction, asOf)) continue;
      const value = read!(interaction) as number | undefined;
      if (value !== undefined && (best === undefined || isBetter(value, best))) best = value;
    }
    return best;
  });
}

/** Compiles the number of different values of a property. */
export function distinct(_metric: Metric, parts: MetricParts): CompiledMetric {
  const { where, read } = parts;
  return overWindow(parts, (column, first, end, asOf) => {
    const seen = new Set<Seen>();
    for (let index = first; index < end; index++) {
      const interaction = column.interactions[index]!;
      if (where !== null && !where.holds(interaction, asOf)) continue;
      const value = read!(interaction);
      // 0 and −0 are one value, in a Set as in SQL.
      if (value !== undefined) seen.add(value);
    }
    return seen.size;
  });
}

/** Compiles the instant or the property of the first or the last interaction. */
export function firstOrLast({ measure }: Metric, parts: MetricParts): CompiledMetric {
  const { where, read } = parts;
  const find = measure === "first" ? firstMatching : lastMatching;
  return overWindow(parts, (column, first, end, asOf) => {
    const index = find(column, first, end, where, asOf);
    if (index < 0) return undefined;
    return read === undefined ? column.at[index]! : read(column.interactions[index]!);
  });
}
