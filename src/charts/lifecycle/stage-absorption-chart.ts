import { type Duration, type LocalizedText, localize, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText, tickExpression } from "../core/number-text.js";
import { stageColors } from "../core/palette.js";

/** Where customers end, and how long it takes. */
export interface StageAbsorptionInput {
  /** What `stageAbsorption` gives. */
  readonly absorption: {
    readonly stages: readonly string[];
    readonly absorbing: readonly string[];
    readonly probabilities: readonly (readonly number[])[];
    readonly expectedSteps: readonly number[];
  };
  /** Time of a step: `every` of the chain. */
  readonly every: Duration;
  /** The stages of the lifecycle in order, and what they are called. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Remaining life: expected time until {ends}", zh: "剩余生命：到“{ends}”的预期时间" },
  stage: { en: "Stage of today", zh: "当前阶段" },
  days: { en: "Expected remaining life (days)", zh: "预期剩余时间（天）" },
  end: { en: "Ends in", zh: "最终阶段" },
  chance: { en: "Probability", zh: "概率" },
  or: { en: " or ", zh: "或" },
  empty: { en: "no stage leads anywhere", zh: "没有可分析的阶段" },
  behind: { en: "{days} days", zh: "{days} 天" },
  single: { en: "From {long} it takes {most} days on average until {ends}.", zh: "从“{long}”到“{ends}”平均需 {most} 天。" },
  sentence: {
    en: "From {long} it takes {most} days on average until {ends}, from {short} {least}.",
    zh: "从“{long}”到“{ends}”平均需 {most} 天，从“{short}”为 {least} 天。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The expected remaining life by the stage of today: how long until an end is reached, on average, if customers go on moving
 * as they moved; in the table also with which probability they end where.
 *
 * @param input - the absorption of the chain, the time of a step, and what the stages are called
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row a stage and end) and a sentence about the longest and the shortest
 * @example
 * const absorption = { stages: ["loyal", "at-risk"], absorbing: ["lost"], probabilities: [[1], [1]], expectedSteps: [12, 2] };
 * stageAbsorptionChart({ absorption, every: { days: 30 } }).sentence // => "From loyal it takes 360 days on average until lost, from at-risk 60."
 */
export function stageAbsorptionChart(input: StageAbsorptionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = options;
  const nameOf = namesOf(input.stages, locale);
  const { stages, absorbing, probabilities, expectedSteps } = input.absorption;
  const ends = absorbing.map(nameOf).join(localize(texts.or, { locale }));
  const say = (text: LocalizedText, values = {}) => localize(text, { locale, values: { ends, ...values } });
  const columns: ChartColumn[] = [
    { key: "stage", title: say(texts.stage), kind: "text" },
    { key: "days", title: say(texts.days), kind: "number" },
    { key: "end", title: say(texts.end), kind: "text" },
    { key: "chance", title: say(texts.chance), kind: "share" },
  ];
  if (stages.length === 0) return emptyChart(say(texts.title), columns, texts.empty, options);
  const step = durationMilliseconds(input.every) / MILLISECONDS_PER.days;
  const lives = stages.map((stage, row) => ({ stage, name: nameOf(stage), days: expectedSteps[row]! * step }));
  const rows = lives.flatMap(({ name, days }, row) =>
    absorbing.map((end, column) => ({ stage: name, days, end: nameOf(end), chance: probabilities[row]![column]! })),
  );
  const ordered = [...lives].sort((left, right) => right.days - left.days);
  const [longest, shortest] = [ordered[0]!, ordered.at(-1)!];
  const text = (days: number) => numberText(days, days < 10 && !Number.isInteger(days) ? 1 : 0);
  const sentence = say(lives.length === 1 ? texts.single : texts.sentence, {
    long: longest.name,
    most: text(longest.days),
    short: shortest.name,
    least: text(shortest.days),
  });
  const colorOf = (stage: string, row: number) => {
    const order = input.stages?.findIndex(({ id }) => id === stage) ?? row;
    return stageColors[Math.max(0, order) % stageColors.length] as string;
  };
  const body = barList(
    lives.map(({ stage, name, days }, row) => ({
      name,
      value: days,
      color: colorOf(stage, row),
      text: say(texts.behind, { days: text(days) }),
    })),
    {
      xTitle: say(texts.days),
      yTitle: say(texts.stage),
      width: chartWidth(options),
      xAxis: { labelExpr: tickExpression(locale) },
    },
  );
  return frame(
    {
      title: say(texts.title),
      height: barListHeight(lives.length, chartWidth(options)),
      body,
      table: { columns, rows },
      sentence,
    },
    options,
  );
}
