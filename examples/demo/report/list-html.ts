import type { Cell } from "clientele/charts";
import { localize, type LocalizedText } from "clientele/kernel";
import { tableHtml } from "./figure-html.js";
import { both, bothWays, escapeHtml } from "./html.js";
import { countText } from "./key-figures-html.js";
import type { ReportList } from "./report-input.js";

const more: LocalizedText = { en: "The first {shown} of {total}.", zh: "共 {total} 条，此处显示前 {shown} 条。" };

/** A list of customers and the like, as a table with what it is for. */
export function listHtml({ id, title, explanation, columns, rows, total }: ReportList): string {
  const tables = bothWays((locale) => {
    const inLocale = (cell: Cell | LocalizedText | undefined): Cell =>
      typeof cell === "object" && cell !== null ? localize(cell, { locale }) : (cell ?? null);
    const note =
      total === undefined || total <= rows.length
        ? ""
        : `<p class="lead">${escapeHtml(localize(more, { locale, values: { shown: countText(rows.length), total: countText(total) } }))}</p>`;
    const table = tableHtml(
      {
        columns: columns.map((column) => ({ ...column, title: localize(column.title, { locale }) })),
        rows: rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, inLocale(row[key])]))),
      },
      locale,
    );
    return `<div class="scroll">${table}</div>${note}`;
  }, "div");
  return `<div class="box" id="${escapeHtml(id)}"><h3>${both(title)}</h3><p class="lead">${both(explanation)}</p>${tables}</div>`;
}
