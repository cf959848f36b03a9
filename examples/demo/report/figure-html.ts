import { type Chart, type ChartTable, tableCellText } from "clientele/charts";
import { localize, type LocalizedText } from "clientele/kernel";
import type { Figure } from "./figures.js";
import { both, bothWays, escapeHtml, languages, type PageLocale } from "./html.js";
import { renderSvg } from "./vega-svg.js";

/** A wide chart for screens and paper, a narrow one for phones: shrinking the wide one would make its text too small. */
const widths = { wide: 830, narrow: 330 } as const;

const words = {
  reading: { en: "How to read it", zh: "如何解读" },
  definition: { en: "What is counted", zh: "统计口径" },
  rival: { en: "Not to be confused with", zh: "注意区分" },
  table: { en: "The numbers as a table ({rows} rows)", zh: "以表格查看数据（{rows} 行）" },
} satisfies Record<string, LocalizedText>;

/** A chart with its sentence, its explanation and its table. */
export async function figureHtml(figure: Figure): Promise<string> {
  const drawings: string[] = [];
  const charts = new Map<PageLocale, Chart>();
  for (const { locale, lang } of languages) {
    const title = figure.title === undefined ? {} : { title: figure.title[locale] };
    for (const [kind, width] of Object.entries(widths)) {
      const chart = figure.chart({ locale, width, ...title });
      charts.set(locale, chart);
      // The page sets the title in its own type, as a heading.
      const { title: _, ...spec } = chart.spec;
      const svg = compactSvg(await renderSvg(spec), `${figure.id}-${locale}-${kind}`, chart.sentence);
      drawings.push(`<div class="chart ${kind}" lang="${lang}">${svg}</div>`);
    }
  }
  const chartIn = (locale: PageLocale) => charts.get(locale) as Chart;
  return `<figure id="${escapeHtml(figure.id)}">
${bothWays((locale) => escapeHtml(titleOf(chartIn(locale))), "h3")}
<div class="sentence">${bothWays((locale) => escapeHtml(chartIn(locale).sentence), "p")}</div>
${drawings.join("\n")}
<figcaption><dl class="explanation">
${explanation(words.reading, figure.text.reading)}
${explanation(words.definition, figure.text.definition)}
${explanation(words.rival, figure.text.rival)}
</dl></figcaption>
${bothWays((locale) => details(chartIn(locale).table, locale), "div")}
</figure>`;
}

/** The title may stand in several lines in a specification. */
function titleOf(chart: Chart): string {
  const { title } = chart.spec;
  return Array.isArray(title) ? title.join(/[\u2e80-\uffef]$/u.test(String(title[0])) ? "" : " ") : String(title);
}

function explanation(term: LocalizedText, text: LocalizedText): string {
  return `<div><dt>${both(term)}</dt><dd>${both(text)}</dd></div>`;
}

function details(table: ChartTable, locale: PageLocale): string {
  if (table.rows.length === 0) return "";
  const summary = localize(words.table, { locale, values: { rows: table.rows.length } });
  return `<details><summary>${escapeHtml(summary)}</summary><div class="scroll">${tableHtml(table, locale)}</div></details>`;
}

/** A table of a chart or a list. */
export function tableHtml(table: ChartTable, locale: PageLocale): string {
  const heads = table.columns.map((column) => `<th scope="col"${cellClass(column.kind)}>${escapeHtml(column.title)}</th>`);
  const rows = table.rows.map((row) => {
    const cells = table.columns.map((column) => cellHtml(column.kind, tableCellText(column, row[column.key], { locale })));
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** Short texts stay on one line. */
function cellHtml(kind: string, text: string): string {
  const look = kind === "text" && text.length <= 28 ? ' class="short"' : cellClass(kind);
  return `<td${look}>${escapeHtml(text)}</td>`;
}

function cellClass(kind: string): string {
  if (kind === "text") return "";
  return ` class="${kind === "day" ? "day" : "number"}"`;
}

/**
 * Makes a drawing fit for a page of many: its identifiers its own (else one chart's clip path clips another), its labels
 * for screen readers one sentence instead of one a mark (the table has the marks), its numbers no finer than a tenth of a
 * pixel.
 */
function compactSvg(svg: string, prefix: string, sentence: string): string {
  return svg
    .replace(/ (?:aria-[a-z]+|role|pointer-events|font-family)="[^"]*"/g, "")
    .replace(/<path class="(?:background|foreground)"[^>]*(?:d="M0,0h0v0h0Z"|d="")[^>]*\/>/g, "")
    .replace(/\bid="([\w-]+)"/g, `id="${prefix}-$1"`)
    .replace(/url\(#([\w-]+)\)/g, `url(#${prefix}-$1)`)
    .replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 10) / 10))
    .replace(/ xmlns:xlink="[^"]*"| xmlns="[^"]*"| version="1.1"/g, "")
    .replace(/^<svg class="marks"/, `<svg class="marks" role="img" aria-label="${escapeHtml(sentence)}"`);
}
