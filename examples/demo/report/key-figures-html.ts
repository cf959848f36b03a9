import { type ChartColumn, tableCellText } from "clientele/charts";
import { currencyExponent, localize, type LocalizedText } from "clientele/kernel";
import { both, bothWays, escapeHtml } from "./html.js";
import { keyFigureTexts } from "./key-figure-texts.js";
import type { KeyFigure } from "./report-input.js";

const words = {
  rival: { en: "{label}: {value}", zh: "{label}：{value}" },
  customers: { en: "List of {customers} customers", zh: "名单共 {customers} 位客户" },
} satisfies Record<string, LocalizedText>;

/** The figures on top: the number, what it is, how it is counted, and what another definition gives. */
export function keyFiguresHtml(figures: readonly KeyFigure[], currency: string): string {
  const items = figures.map((figure) => {
    const value = (amount: number) => figureText(amount, figure.kind, currency);
    const definition = figure.definition ?? keyFigureTexts[figure.id];
    const { rival, customers } = figure;
    const notes = [
      ...(definition === undefined ? [] : [both(definition)]),
      ...(rival === undefined
        ? []
        : [
            bothWays((locale) =>
              escapeHtml(localize(words.rival, { locale, values: { label: rival.label[locale], value: value(rival.value) } })),
            ),
          ]),
      ...(customers === undefined
        ? []
        : [bothWays((locale) => escapeHtml(localize(words.customers, { locale, values: { customers: countText(customers) } })))]),
    ];
    return `<li><span class="value">${escapeHtml(value(figure.value))}</span><span class="label">${both(figure.label)}</span>${notes
      .map((note) => `<span class="note">${note}</span>`)
      .join("")}</li>`;
  });
  return `<ul class="figures">${items.join("\n")}</ul>`;
}

/** A count with commas. */
export function countText(value: number): string {
  return tableCellText({ key: "", title: "", kind: "count" }, value);
}

function figureText(value: number, kind: KeyFigure["kind"], currency: string): string {
  const column: ChartColumn = { key: "", title: "", kind, ...(kind === "money" && { unit: currency }) };
  return tableCellText(column, kind === "money" ? value / 10 ** currencyExponent(currency) : value);
}
