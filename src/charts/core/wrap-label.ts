import { textWidth } from "./text-width.js";

/**
 * Breaks a name of several words at the space nearest to its middle, so that a long name takes two lines on a narrow picture
 * instead of half the width.
 */
export function wrapLabel(text: string): string {
  if (textWidth(text) <= 98) return text;
  const middle = text.length / 2;
  const spaces = [...text.matchAll(/ /g)].map((match) => match.index);
  const at = spaces.reduce((best, space) => (Math.abs(space - middle) < Math.abs(best - middle) ? space : best), -1);
  return at === -1 ? text : `${text.slice(0, at)}\n${text.slice(at + 1)}`;
}

/** Vega expression of an axis whose labels have line breaks. */
export const linesExpression = "split(datum.label, '\\n')";
