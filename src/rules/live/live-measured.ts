import { offsetReader } from "../../kernel/internal.js";
import { MILLISECONDS_PER } from "../../kernel/index.js";
import type { Interaction } from "../../models/index.js";
import { ELAPSED_MEASURES } from "../language/elapsed-limits.js";
import type { Measure, Metric, WindowSpec } from "../language/expression.js";
import type { PropertyField, RuleFields } from "../language/rule-fields.js";
import type { Seen } from "../language/value-reading.js";
import { factValue } from "./fact-reading.js";
import type { MeasuredFigure } from "./live-figure.js";
import type { ReadColumn, Source } from "./live-set.js";
import { agoWindow, fixedWindow, lengthOf, type MovingWindow, movingWindow } from "./live-window.js";
import { type LiveMeasure, liveMeasure } from "./measures.js";
import { countFrom, type StreamView, UNKNOWN } from "./stream-view.js";
import { unsupported } from "./unsupported.js";
import { edgeTotal } from "./window-edge.js";

/** A measured figure, and what its stream keeps for it. */
export interface StreamFigure extends MeasuredFigure {
  readonly keep: number;
  readonly span: number;
  readonly useEdge: () => void;
}

/** Finds or adds a column of a stream, so that equal ones are read once. */
export type ColumnOf = (key: string, read: ReadColumn["read"]) => ReadColumn;

/** Compiles what a metric measures in its stream. */
export function measuredFigure(metric: Metric, source: Source, columnOf: ColumnOf, fields: RuleFields): StreamFigure {
  const { measure, types = [], property } = metric;
  const field = property === undefined ? undefined : fields.property(types, property);
  const column = measuredColumn(metric, field, columnOf);
  const scaling = scalingOf(field);
  // Sums stay scaled: the scale cancels out of the ratio.
  if (measure === "trend")
    return trendFigure(metric, liveMeasure(column === undefined ? "count" : "sum", column, { ...scaling, scale: 1 })!, fields);
  if (measure === "longestBreak") return breakFigure(metric, source, fields);
  const live = liveMeasure(measure, column, scaling);
  if (live === undefined) return unsupported(measure);
  const window = movingWindow(metric.window);
  const isLast = measure === "last" || measure === "timeSinceLast";
  const edge = windowEdge(metric, source, window, column, scaling);
  const value =
    window === undefined ? valueOfAll(live, totalPlace(live, source), isLast) : valueInWindow(live, window, isLast, edge);
  return {
    value,
    type: fields.metricType(metric),
    isElapsed: ELAPSED_MEASURES.includes(measure),
    counted: measure === "count" && metric.window?.kind === "last" ? window : undefined,
    keep: isLast ? 1 : 0,
    useEdge: edge.use,
    span: window?.span ?? (isLast ? 0 : Number.POSITIVE_INFINITY),
  };
}

/** The ratio of a rolling window to the one before it. */
function trendFigure(metric: Metric, { value }: LiveMeasure, fields: RuleFields): StreamFigure {
  const length = lengthOf((metric.window as Extract<WindowSpec, { kind: "last" }>).duration);
  const [recent, before] = [agoWindow(length, 0), agoWindow(2 * length, length)];
  return {
    value: (view) => {
      const { at, known } = view;
      const from = before.from(at);
      if (known > from) return lacking(view, before.from(view.start));
      const middle = countFrom(view, recent.from(at));
      const high = countFrom(view, from);
      view.turn = Math.min(view.turn, recent.turn(view, 0, middle), before.turn(view, middle, high));
      const older = value(view, middle, high, 0, undefined) as number;
      return older === 0 ? undefined : (value(view, 0, middle, 0, undefined) as number) / older;
    },
    type: fields.metricType(metric),
    ...NO_WINDOW,
    span: before.span,
  };
}

/** The longest time between a fact in the window and the one before it, which may lie before the window. */
function breakFigure(metric: Metric, source: Source, fields: RuleFields): StreamFigure {
  const window = movingWindow(metric.window);
  const fixed = fixedWindow(metric.window);
  if (fixed !== undefined) return unsupported("longestBreak in a fixed window");
  const gaps = liveMeasure("longestGap", undefined, EXACT)!;
  // The total tells when the last fact of the base is no longer known.
  const place = totalPlace(gaps, source);
  if (window === undefined) return { ...NO_WINDOW, value: valueOfAll(gaps, place, false), type: fields.metricType(metric) };
  return {
    ...NO_WINDOW,
    value: (view) => {
      const { at, ats, known, count, base } = view;
      const from = window.from(at);
      const low = countFrom(view, window.to(at));
      const high = countFrom(view, from);
      if (known > from || (high === count && base?.stale === true)) return lacking(view, Number.NEGATIVE_INFINITY);
      view.turn = Math.min(view.turn, window.turn(view, low, high));
      // The fact before is in view, or it is the last of the base.
      let before = high < count ? ats[high] : known === Number.NEGATIVE_INFINITY ? undefined : base?.at;
      let longest: number | undefined;
      for (let index = high - 1; index >= low; index--) {
        const instant = ats[index]!;
        if (before !== undefined) longest = Math.max(longest ?? 0, instant - before);
        before = instant;
      }
      return longest;
    },
    type: fields.metricType(metric),
  };
}

const NO_WINDOW = { isElapsed: false, counted: undefined, keep: 0, span: Number.POSITIVE_INFINITY, useEdge: () => {} } as const;

function measuredColumn(metric: Metric, field: PropertyField | undefined, columnOf: ColumnOf): ReadColumn | undefined {
  if (metric.measure === "daysActive") {
    const { zone } = metric;
    if (typeof zone !== "string") return unsupported("zone of the subject");
    return columnOf(`day ${zone}`, dayReader(zone));
  }
  if (field === undefined) return undefined;
  const { property, currency } = metric;
  const key = JSON.stringify([property, currency ?? null, field.type, field.currency ?? null, field.declaring ?? null]);
  return columnOf(key, factValue(metric, field));
}

/** Reads the local day of a fact. */
function dayReader(zone: string): (fact: Interaction) => Seen {
  const offset = offsetReader(zone);
  return ({ at }) => Math.floor((at.getTime() + offset(at.getTime())) / MILLISECONDS_PER.days);
}

type Scale = Parameters<typeof liveMeasure>[2];

const EXACT: Scale = { exact: true, scale: 1, scaled: (value) => value };

function scalingOf(field: PropertyField | undefined): Scale {
  if (field?.type === "integer") return EXACT;
  if (field?.decimals === undefined) return { exact: false, scale: 1, scaled: (value) => value };
  const scale = 10 ** field.decimals;
  // Half up, as SQL does it.
  return { exact: true, scale, scaled: (value) => Math.floor(value * scale + 0.5) };
}

/** Returns the place of a total among those of its stream, which gets it if it has it not yet. */
function totalPlace({ total }: LiveMeasure, { totals }: Source): number {
  if (total === undefined) return -1;
  const place = totals.findIndex(({ kind }) => kind.key === total.kind.key);
  return place < 0 ? totals.push(total) - 1 : place;
}

function valueOfAll({ value }: LiveMeasure, place: number, isLast: boolean): MeasuredFigure["value"] {
  return (view) => {
    const { base, count, unfolded, known } = view;
    // The latest fact is the last one in view, whether it is in the base or not.
    if (base === undefined || (isLast && (count > 0 || known === Number.NEGATIVE_INFINITY)))
      return value(view, 0, count, 0, undefined);
    if (isLast || (base.stale && place >= 0)) return lacking(view, Number.NEGATIVE_INFINITY);
    return value(view, 0, unfolded, base.count, place < 0 ? undefined : base.totals[place]);
  };
}

/** The edge of a window, once it is used. */
interface UsedEdge {
  /** Place among the edges of its stream; −1 while it is not used. */
  place: number;
  readonly use: () => void;
}

const SUMMED: readonly Measure[] = ["count", "sum", "average"];

/** Returns the edge of a rolling window whose facts are counted or added; of any other window one that is never used. */
function windowEdge(
  { measure, window: spec }: Metric,
  { edges }: Source,
  window: MovingWindow | undefined,
  column: ReadColumn | undefined,
  { exact, scaled }: ReturnType<typeof scalingOf>,
): UsedEdge {
  const edge: UsedEdge = {
    place: -1,
    use: () => {
      const isSummed = SUMMED.includes(measure) && (measure === "count" || exact);
      if (!isSummed || window === undefined || spec?.kind !== "last") return;
      const key = `${window.key} ${column?.key ?? ""}`;
      const known = edges.findIndex((each) => each.key === key);
      edge.place = known < 0 ? edges.push({ key, span: window.span, column, scaled }) - 1 : known;
    },
  };
  return edge;
}

function valueInWindow({ value }: LiveMeasure, window: MovingWindow, isLast: boolean, edge: UsedEdge): MeasuredFigure["value"] {
  return (view) => {
    const { at, known, unfolded, base } = view;
    const from = window.from(at);
    const low = countFrom(view, window.to(at));
    const high = countFrom(view, from);
    // The last fact in the window is known wherever the view has one.
    if (known > from && !(isLast && high > low)) {
      const total = base?.edges[edge.place] ? edgeTotal(base.edges[edge.place]!, from) : undefined;
      if (total === undefined) return lacking(view, window.from(view.start));
      const own = Math.min(high, unfolded);
      view.turn = Math.min(view.turn, total.first + window.span, window.turn(view, low, own));
      return value(view, low, own, total.facts, total);
    }
    view.turn = Math.min(view.turn, window.turn(view, low, high));
    return value(view, low, high, 0, undefined);
  };
}

function lacking(view: StreamView, from: number): typeof UNKNOWN {
  view.lacks = Math.min(view.lacks, from);
  return UNKNOWN;
}
