import { type Duration, type LocalizedText, localize, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import { barList, barListHeight } from "../core/bar-list.js";
import type { Chart, ChartColumn, ChartOptions } from "../core/chart.js";
import { requireChartOptions } from "../core/chart-options.js";
import { chartWidth, emptyChart, frame } from "../core/frame.js";
import { type Named, namesOf } from "../core/labels.js";
import { numberText, tickExpression } from "../core/number-text.js";
import { stageColors } from "../core/palette.js";

/** Stages in which customers end, and how long it takes. */
export interface StageAbsorptionInput {
  /** Result of `stageAbsorption`. */
  readonly absorption: {
    readonly stages: readonly string[];
    readonly absorbing: readonly string[];
    readonly probabilities: readonly (readonly number[])[];
    readonly expectedSteps: readonly number[];
  };
  /** Length of a step: `every` of the chain. */
  readonly every: Duration;
  /** Stages of the lifecycle in order, with their names. */
  readonly stages?: readonly Named[] | undefined;
}

const texts = {
  title: { en: "Expected time until {ends}", zh: "预期剩余活跃时间：距“{ends}”" },
  stage: { en: "Current stage", zh: "当前阶段" },
  days: { en: "Expected remaining time (days)", zh: "预期剩余活跃时间（天）" },
  end: { en: "Ends in", zh: "最终阶段" },
  chance: { en: "Probability", zh: "概率" },
  or: { en: " or ", zh: "或" },
  empty: { en: "no stage leads to another", zh: "没有可分析的阶段" },
  behind: { en: "{days} {days:day|days}", zh: "{days} 天" },
  single: {
    en: "It takes {longest} {longest:day|days} on average from {long} to {ends}.",
    zh: "从“{long}”到“{ends}”平均需 {longest} 天。",
  },
  sentence: {
    en: "It takes {longest} {longest:day|days} on average from {long} to {ends}, and {shortest} from {short}.",
    zh: "从“{long}”到“{ends}”平均需 {longest} 天，从“{short}”为 {shortest} 天。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * Draws the expected remaining time by current stage: how long it takes on average until an absorbing stage, if customers move
 * as they have moved so far. The table also has the probability of each absorbing stage.
 *
 * @param input - the absorption of the chain, the length of a step, and the names of the stages
 * @param options - language, title, size in pixels
 * @returns the picture, the table (one row per stage and absorbing stage) and a sentence about the longest and the shortest time
 * @example
 * const absorption = { stages: ["loyal", "at-risk"], absorbing: ["lost"], probabilities: [[1], [1]], expectedSteps: [12, 2] };
 * stageAbsorptionChart({ absorption, every: { days: 30 } }).sentence // => "It takes 360 days on average from loyal to lost, and 60 from at-risk."
 */
export function stageAbsorptionChart(input: StageAbsorptionInput, options: ChartOptions = {}): Chart {
  const { locale = "en" } = requireChartOptions(options);
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
  const step = durationMilliseconds(input.every, "every") / MILLISECONDS_PER.days;
  const lives = stages.map((stage, row) => ({ stage, name: nameOf(stage), days: expectedSteps[row]! * step }));
  const rows = lives.flatMap(({ name, days }, row) =>
    absorbing.map((end, column) => ({ stage: name, days, end: nameOf(end), chance: probabilities[row]![column]! })),
  );
  const ordered = [...lives].sort((left, right) => right.days - left.days);
  const [longest, shortest] = [ordered[0]!, ordered.at(-1)!];
  const text = (days: number) => numberText(days, days < 10 && !Number.isInteger(days) ? 1 : 0);
  const sentence = say(lives.length === 1 ? texts.single : texts.sentence, {
    long: longest.name,
    longest: text(longest.days),
    short: shortest.name,
    shortest: text(shortest.days),
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
