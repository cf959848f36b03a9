import type { VegaLiteSpec } from "clientele/charts";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** How Vega measures text; its declarations leave this out. */
const { textMetrics } = vega as unknown as { readonly textMetrics: { width: typeof estimateTextWidth } };

/**
 * Draws a specification as SVG with the real Vega. Whatever Vega warns of is an error here: a chart of ours gives it no
 * cause.
 *
 * @param spec - from one of the functions of `clientele/charts`
 */
export async function renderSvg(spec: VegaLiteSpec): Promise<string> {
  const complaints: string[] = [];
  const logger = {
    level: () => logger,
    error: (...parts: readonly unknown[]) => complain(parts),
    warn: (...parts: readonly unknown[]) => complain(parts),
    info: () => logger,
    debug: () => logger,
  };
  const complain = (parts: readonly unknown[]) => {
    complaints.push(parts.join(" "));
    return logger;
  };
  const compiled = compile(spec as unknown as TopLevelSpec, { logger: logger as never }).spec;
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger: logger as never });
  const measured = textMetrics.width;
  textMetrics.width = estimateTextWidth;
  try {
    const svg = await view.toSVG();
    if (complaints.length > 0) throw new Error(`Vega: ${complaints.join("; ")}`);
    return svg;
  } finally {
    textMetrics.width = measured;
    view.finalize();
  }
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: unknown;
  readonly limit?: number;
}

/**
 * Without a canvas Vega takes every letter for 0.8 em, which cuts Chinese labels and makes room for Latin ones that do
 * not need it. These are the widths of common sans-serif fonts, on the generous side.
 */
function estimateTextWidth(item: TextItem, text: unknown): number {
  const bold = item.fontWeight === "bold" || Number(item.fontWeight) >= 600;
  let width = 0;
  for (const letter of String(text ?? "")) width += letterWidth(letter);
  const pixels = Math.ceil(width * (bold ? 1.07 : 1) * (item.fontSize ?? 11));
  // Vega cuts a text at its limit, so it is never wider.
  return item.limit !== undefined && item.limit > 0 ? Math.min(pixels, item.limit) : pixels;
}

function letterWidth(letter: string): number {
  if (/[ᄀ-ᇿ⺀-꓏가-힣豈-﫿︰-﹏！-｠￠-￦]/u.test(letter)) return 1.02;
  if (/[ilj.,;:'|!]/.test(letter)) return 0.31;
  if (/[ftr()[\]\- ]/.test(letter)) return 0.39;
  if (/[mwMW%@→↑↓…]/u.test(letter)) return 0.93;
  if (/[A-Z]/.test(letter)) return 0.69;
  return 0.6;
}
