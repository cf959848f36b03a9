import type { Metric } from "../../language/expression.js";
import { readerOf } from "../../language/value-reading.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { earliestAfter, NEVER } from "../subject/compiled-node.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";
import { firstMatching, lastMatching } from "./metric-reducers.js";
import { nextOfWindow, spanOf } from "./window-span.js";

/** Compiles the time since the first or the last interaction. */
export function timeSince({ measure }: Metric, { types, window, where }: MetricParts): CompiledMetric {
  const find = measure === "timeSinceFirst" ? firstMatching : lastMatching;
  const since = (subject: PreparedSubject, asOf: number): number | undefined => {
    const { column, first, end } = spanOf(types, window, subject, asOf);
    const index = find(column, first, end, where, asOf);
    return index < 0 ? undefined : column.at[index]!;
  };
  return growing(since, (subject, asOf) => nextOfWindow(types, window, where, subject, asOf));
}

/** Compiles the time since `createdAt`, or since the first interaction where that is missing. */
export function knownFor(_metric: Metric, { context }: MetricParts): CompiledMetric {
  const hasCreatedAt = context.fields.attribute("createdAt")?.type === "instant";
  const readInstant = readerOf({ type: "instant" });
  const start = (subject: PreparedSubject): number | undefined => {
    const { attributes } = subject;
    const created =
      hasCreatedAt && Object.hasOwn(attributes, "createdAt")
        ? (readInstant(attributes.createdAt) as number | undefined)
        : undefined;
    if (created !== undefined) return created;
    return subject.history.length > 0 && subject.visible.interactions > 0 ? subject.history[0]!.at.getTime() : undefined;
  };
  const since = (subject: PreparedSubject, asOf: number): number | undefined => {
    const from = start(subject);
    return from === undefined || from > asOf ? undefined : from;
  };
  return growing(since, (subject, asOf) => earliestAfter(asOf, [start(subject) ?? NEVER]));
}

function growing(since: NonNullable<CompiledMetric["since"]>, next: CompiledMetric["next"]): CompiledMetric {
  const value = (subject: PreparedSubject, asOf: number): number | undefined => {
    const from = since(subject, asOf);
    return from === undefined ? undefined : asOf - from;
  };
  return { value, next, since };
}
