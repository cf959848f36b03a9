import { type LocalizedText, localize } from "../../kernel/index.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { lineSeries } from "../core/line-series.js";
import { finite, numberText } from "../core/number-text.js";
import { primary, stageColors } from "../core/palette.js";

/** Length of the stays in each stage. */
export interface TimeInStageInput {
  /** Results of `timeInStage`, one per stage. */
  readonly times: readonly {
    readonly stage: string;
    /** Survival by days; `last` is the longest observed time. */
    readonly curve: {
      readonly times: ArrayLike<number>;
      readonly survival: ArrayLike<number>;
      readonly last?: number | undefined;
    };
    readonly visits: number;
    readonly ongoing: number;
  }[];
  /** Stages of the lifecycle in order, with their names; their colors are those of `stageSizesChart`. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "How long customers stay in a stage", zh: "客户在各阶段停留多久" },
  days: { en: "Time since the stage was entered (days)", zh: "进入阶段后的时间（天）" },
  staying: { en: "Still in the stage (%)", zh: "仍在该阶段（%）" },
  stage: { en: "Stage", zh: "阶段" },
  visits: { en: "Stays", zh: "停留次数" },
  ongoing: { en: "Ongoing", zh: "仍在持续" },
  quarter: { en: "A quarter ended within (days)", zh: "四分之一结束于（天）" },
  half: { en: "Half ended within (days)", zh: "半数结束于（天）" },
  threeQuarters: { en: "Three quarters ended within (days)", zh: "四分之三结束于（天）" },
  empty: { en: "no customer was ever in a stage", zh: "没有客户进入过任何阶段" },
  sentence: {
    en: "Half of the stays in {stage} end within {days} {days:day|days}",
    zh: "“{stage}”的停留有一半在 {days} 天内结束",
  },
  longest: { en: ", in {stage} within {days}", zh: "，“{stage}”则为 {days} 天" },
  never: { en: "In no stage have half of the stays ended yet", zh: "任何阶段都有超过一半的停留尚未结束" },
  stop: { en: ". Ongoing stays count as censored.", zh: "。仍在持续的停留按删失计入。" },
} satisfies Record<string, LocalizedText>;

/** Number of positions at which a curve is drawn. */
const PLACES = 120;

/**
 * Draws, for each stage, the share of stays that last longer than a number of days (Kaplan–Meier).
 *
 * @param input - times by stage, and the stages of the lifecycle
 * @param options - language, title, size in pixels
 * @returns the picture, the table of quartiles and a sentence about the shortest and the longest
 * @example
 * const times = [{ stage: "trial", curve: { times: [7, 14], survival: [0.8, 0.3] }, visits: 10, ongoing: 3 }];
 * timeInStageChart({ times }).sentence // => "Half of the stays in trial end within 14 days. Ongoing stays count as censored."
 */
export function timeInStageChart(input: TimeInStageInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values });
  const columns: ChartColumn[] = [
    { key: "stage", title: say(texts.stage), kind: "text" },
    { key: "visits", title: say(texts.visits), kind: "count" },
    { key: "ongoing", title: say(texts.ongoing), kind: "count" },
    { key: "quarter", title: say(texts.quarter), kind: "number" },
    { key: "half", title: say(texts.half), kind: "number" },
    { key: "threeQuarters", title: say(texts.threeQuarters), kind: "number" },
  ];
  const times = input.times.filter(({ visits }) => visits > 0);
  if (times.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const nameOf = namesOf(input.stages, locale);
  const rows = times.map(({ stage, curve, visits, ongoing }) => ({
    stage: nameOf(stage),
    visits,
    ongoing,
    quarter: timeWhen(curve, 0.75),
    half: timeWhen(curve, 0.5),
    threeQuarters: timeWhen(curve, 0.25),
  }));
  const known = rows.filter((row) => row.half !== null).sort((left, right) => left.half! - right.half!);
  const [shortest, longest] = [known[0], known.at(-1)];
  const days = (value: number) => numberText(value, value < 10 && !Number.isInteger(value) ? 1 : 0);
  const sentence =
    (shortest === undefined ? say(texts.never) : say(texts.sentence, { stage: shortest.stage, days: days(shortest.half!) })) +
    (longest === undefined || longest === shortest
      ? ""
      : say(texts.longest, { stage: longest.stage, days: days(longest.half!) })) +
    say(texts.stop);
  const last = times.reduce((latest, { curve }) => Math.max(latest, endOf(curve)), 0);
  const order = (stage: string) => input.stages?.findIndex(({ id }) => id === stage) ?? -1;
  const series = times.map(({ stage, curve }, index) => {
    const position = order(stage) < 0 ? index : order(stage);
    const color = times.length === 1 ? primary : (stageColors[position % stageColors.length] as string);
    return { name: nameOf(stage), color, points: pointsOf(curve, last) };
  });
  const body = lineSeries(series, { locale, xTitle: say(texts.days), yTitle: say(texts.staying), isShare: { y: true } });
  return frame({ title: say(texts.title), height: 380, body, table: { columns, rows }, sentence }, options);
}

type Curve = TimeInStageInput["times"][number]["curve"];

function endOf({ times, last }: Curve): number {
  return last ?? times[times.length - 1] ?? 0;
}

/** Returns the curve at even positions up to its own end, after which nothing is known. */
function pointsOf(curve: Curve, last: number): { x: number; y: number }[] {
  const points: { x: number; y: number }[] = [];
  let step = 0;
  let y = 1;
  for (let place = 0; place <= PLACES; place++) {
    const x = (place / PLACES) * last;
    while (step < curve.times.length && curve.times[step]! <= x) y = curve.survival[step++]!;
    if (x > endOf(curve)) break;
    points.push({ x, y });
  }
  return points;
}

/** Returns the first time at which at most a share is left. */
function timeWhen({ times, survival }: Curve, share: number): number | null {
  for (let step = 0; step < times.length; step++) if (survival[step]! <= share) return finite(times[step]);
  return null;
}
