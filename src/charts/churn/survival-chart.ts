import { type LocalizedText, localize } from "../../kernel/index.js";
import type { TimeUnit } from "../../models/index.js";
import type { Chart, ChartColumn, ChartOptions, Json, JsonObject } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Label, labelText, listText, numberText, shareText } from "../core/number-text.js";
import { accent, primary, stageColors } from "../core/palette.js";
import { timeText, unitText } from "../core/time-unit.js";

/** Survival curves of groups. */
export interface SurvivalInput {
  readonly groups: readonly {
    readonly name: Label;
    /** Result of `kaplanMeier` or `coxSurvival`; bounds are drawn if there are any. */
    readonly curve: {
      readonly times: ArrayLike<number>;
      readonly survival: ArrayLike<number>;
      readonly lower?: ArrayLike<number> | undefined;
      readonly upper?: ArrayLike<number> | undefined;
      readonly last?: number | undefined;
    };
    /** Number of customers under observation at each of `at`: the result of `numberAtRisk`. */
    readonly atRisk?: ArrayLike<number> | undefined;
  }[];
  /** Times of the table below the picture. */
  readonly at?: readonly number[] | undefined;
  readonly unit: TimeUnit;
}

const texts = {
  title: { en: "How long customers stay", zh: "客户留存时长" },
  time: { en: "Time ({unit})", zh: "时间（{unit}）" },
  risk: { en: "Time ({unit}); below, number at risk: {names}", zh: "时间（{unit}）；下方为在观察人数：{names}" },
  share: { en: "Still customers (%)", zh: "仍为客户的占比（%）" },
  group: { en: "Group", zh: "客群" },
  when: { en: "Time", zh: "时间" },
  lower: { en: "Lower bound", zh: "下限" },
  upper: { en: "Upper bound", zh: "上限" },
  atRisk: { en: "At risk", zh: "在观察人数" },
  empty: { en: "no customer was observed", zh: "没有观察数据" },
  sentence: { en: "After {time}, {list} are still customers.", zh: "{time}后仍为客户的占比：{list}。" },
  one: { en: "{share} of {name}", zh: "{name} {share}" },
} satisfies Record<string, LocalizedText>;

const colors = [primary, accent, "#009e73", "#cc79a7", ...stageColors];
const PLACES = 120;

/**
 * Draws survival curves with their intervals, and below them the number of customers under observation: where these numbers are
 * small, the curve is uncertain. A curve ends with its data.
 *
 * @param input - groups with their curves, times of the table, and the unit of time
 * @param options - language, title, size in pixels
 * @returns the picture, the table at the given times and a sentence about the last of them
 * @example
 * const curve = { times: [6, 12], survival: [0.8, 0.5], last: 24 };
 * survivalChart({ groups: [{ name: "all", curve }], at: [0, 12], unit: "month" }).sentence // => "After 12 months, 50.0% of all are still customers."
 */
export function survivalChart(input: SurvivalInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const unit = unitText(input.unit, locale);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { unit, ...values } });
  const columns: ChartColumn[] = [
    { key: "group", title: say(texts.group), kind: "text" },
    { key: "when", title: say(texts.when), kind: "number" },
    { key: "share", title: say(texts.share), kind: "share" },
    { key: "lower", title: say(texts.lower), kind: "share" },
    { key: "upper", title: say(texts.upper), kind: "share" },
    { key: "atRisk", title: say(texts.atRisk), kind: "count" },
  ];
  const groups = input.groups
    .map(({ name, curve, atRisk }) => ({ name: labelText(name, locale), curve, atRisk, end: endOf(curve) }))
    .filter(({ end }) => end > 0);
  if (groups.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const end = Math.max(...groups.map((group) => group.end));
  const at = (input.at ?? [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * end))).filter(
    (time) => time >= 0 && time <= end,
  );
  const rows = groups.flatMap(({ name, curve, atRisk, end: own }) =>
    at
      .map((when, place) => ({
        when,
        atRisk: atRisk === undefined ? null : (atRisk[place] ?? null),
        ...valueAt(curve, when),
        group: name,
      }))
      .filter(({ when }) => when <= own),
  );
  const last = at.filter((time) => groups.every((group) => time <= group.end)).at(-1) ?? 0;
  const sentence = say(texts.sentence, {
    time: timeText(last, input.unit, locale),
    list: listText(
      groups.map(({ name, curve }) => say(texts.one, { name, share: shareText(valueAt(curve, last).share) })),
      locale,
    ),
  });
  const hasRisk = groups.some(({ atRisk }) => atRisk !== undefined);
  const names = groups.map(({ name }) => name);
  const values: Json[] = groups.flatMap(({ name, curve, end: own }) =>
    Array.from({ length: PLACES + 1 }, (_, place) => (place / PLACES) * end)
      .filter((time) => time <= own)
      .map((time) => ({ name, time, ...valueAt(curve, time) })),
  );
  const color: JsonObject = {
    field: "name",
    type: "nominal",
    title: null,
    scale: { domain: names, range: names.map((_, index) => colors[index % colors.length]!) },
    legend:
      names.length < 2
        ? null
        : {
            orient: "bottom",
            direction: "horizontal",
            columns: 2,
            symbolType: "stroke",
            symbolStrokeWidth: 2.2,
            symbolOpacity: 1,
          },
  };
  const labels = at.map((time, place) => [
    numberText(time, Number.isInteger(time) ? 0 : 1),
    ...(hasRisk
      ? groups.map(({ atRisk, end: own }) =>
          atRisk === undefined || time > own ? "–" : numberText(Math.round(atRisk[place] ?? 0)),
        )
      : []),
  ]);
  const x: JsonObject = {
    field: "time",
    type: "quantitative",
    title: hasRisk ? wrapped(say(texts.risk, { names: names.join(" / ") }), chartWidth(options)) : say(texts.time),
    scale: { domain: [0, end], nice: false },
    axis: {
      values: at,
      grid: false,
      labelFlush: false,
      labelOverlap: false,
      labelLineHeight: 15,
      labelExpr: `[${labels.map((lines) => JSON.stringify(lines)).join(",")}][indexof([${at.join(",")}], datum.value)]`,
    },
  };
  const y = (field: string): JsonObject => ({
    field,
    type: "quantitative",
    title: say(texts.share),
    scale: { domain: [0, 1] },
    axis: { format: ".0%", tickCount: 6 },
  });
  const body: JsonObject = {
    data: { values },
    layer: [
      {
        transform: [{ filter: "isValid(datum.lower)" }],
        mark: { type: "area", opacity: 0.14, interpolate: "step-after" },
        encoding: { x, y: y("lower"), y2: { field: "upper" }, color },
      },
      { mark: { type: "line", strokeWidth: 2.2, interpolate: "step-after" }, encoding: { x, y: y("share"), color } },
    ],
  };
  return frame(
    { title: say(texts.title), height: 380 + (hasRisk ? 15 * groups.length : 0), body, table: { columns, rows }, sentence },
    options,
  );
}

type Curve = SurvivalInput["groups"][number]["curve"];

function endOf({ times, last }: Curve): number {
  return last ?? times[times.length - 1] ?? 0;
}

/** Returns the value of a curve at a time: that of its last step up to then. */
function valueAt(
  { times, survival, lower, upper }: Curve,
  time: number,
): { share: number; lower: number | null; upper: number | null } {
  let step = -1;
  while (step + 1 < times.length && times[step + 1]! <= time) step++;
  if (step < 0) return { share: 1, lower: lower === undefined ? null : 1, upper: upper === undefined ? null : 1 };
  return { share: survival[step]!, lower: lower?.[step] ?? null, upper: upper?.[step] ?? null };
}

/** Breaks an axis title into two lines if the picture is narrow. */
function wrapped(title: string, width: number): string | string[] {
  const cut = title.search(/[;；]/);
  return width < 480 && cut > 0 ? [title.slice(0, cut + 1), title.slice(cut + 1).trim()] : title;
}
