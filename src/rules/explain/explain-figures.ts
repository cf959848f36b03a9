import { dayText, type LocalizedText } from "../../kernel/index.js";
import { fullContext } from "../compile/abilities/all-abilities.js";
import { compileZonedMetric } from "../compile/history/zoned-metric.js";
import { compileFigure, figureReaders } from "../compile/nodes/compile-figures.js";
import type { Figure, FiguresExpression, Metric } from "../language/expression.js";
import { constantLast, figuresWants, figureWords, kindOfFigure, oppositeComparison } from "../wording/figure-words.js";
import { say } from "../wording/wording.js";
import { comparedLeaf } from "./compared-leaf.js";
import type { SeenValue } from "./explained.js";
import type { ExplainedLeaf, LeafContext } from "./leaf-context.js";
import { missingValue, seenOf } from "./seen-value.js";

const texts = {
  other: { en: "{name} ({seen})", zh: "{name}（{seen}）" },
} satisfies Record<string, LocalizedText>;

/** Explains a comparison of figures: the value of the left one, and what is required, with the value of the right one. */
export function explainFigures(context: LeafContext, given: FiguresExpression): ExplainedLeaf {
  const leaf = constantLast(given);
  const { wording } = context;
  const [seen, other] = [leaf.left, leaf.right].map((figure) => seenFigure(context, figure, leaf.zone)) as [SeenValue, SeenValue];
  const name = figureWords(wording, leaf.left);
  const rightName = figureWords(wording, leaf.right);
  const right = "value" in leaf.right ? rightName : say(wording, texts.other, { name: rightName, seen: other.text });
  const wanted = figuresWants(wording, leaf, right);
  const unwanted = figuresWants(wording, { ...leaf, is: oppositeComparison[leaf.is] }, right);
  return comparedLeaf(wording, { name, seen, wanted, unwanted, failsMissing: seen.missing || other.missing });
}

function seenFigure({ wording, catalog, subject, asOf }: LeafContext, figure: Figure, zone: string | undefined): SeenValue {
  const context = fullContext(catalog);
  const readers = { ...figureReaders(context), metric: (metric: Metric) => compileZonedMetric(metric, context) };
  const value = compileFigure(figure, context, zone, readers).value(subject, asOf);
  if (value === undefined) return missingValue(wording);
  const kind = kindOfFigure(wording, figure);
  if (kind.type !== "date") return seenOf(wording, value, kind);
  const date = dayText(value);
  return { missing: false, value: date, text: date };
}
