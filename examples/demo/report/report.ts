import type { LocalizedText } from "clientele/kernel";
import { figureHtml } from "./figure-html.js";
import { figureSections } from "./figures.js";
import { both, bothWays, escapeHtml } from "./html.js";
import { keyFiguresHtml } from "./key-figures-html.js";
import { listHtml } from "./list-html.js";
import { pageScript, pageStyle } from "./page-style.js";
import type { ReportInput, ReportSource } from "./report-input.js";
import { rowAccountHtml } from "./row-account-html.js";

const words = {
  figures: { en: "At a glance", zh: "核心指标" },
  rows: { en: "Every row accounted for", zh: "每一行数据的去向" },
  lists: { en: "Lists to work with", zh: "可直接使用的名单" },
  rowsLink: { en: "Rows", zh: "数据去向" },
  listsLink: { en: "Lists", zh: "名单" },
  period: {
    en: "Data from {from} to {to}, seen on {asOf}. Days and hours of {zone}, amounts in {currency}.",
    zh: "数据期间 {from} 至 {to}，截至 {asOf}。日期与时间按 {zone}，金额单位 {currency}。",
  },
  made: {
    en: "Made by Clientele from {name}. The page is complete in itself: it loads nothing and sends nothing.",
    zh: "由 Clientele 根据 {name} 生成。本页自包含，不加载也不发送任何内容。",
  },
} satisfies Record<string, LocalizedText>;

/**
 * The report as one HTML page that stands for itself: charts drawn by the real Vega as inline SVG, in English and, with
 * a switch, in Chinese. The same input gives the same page to the byte.
 *
 * @param input - results of the analyses; what is absent is left out
 */
export async function renderReport(input: ReportInput): Promise<string> {
  const sections = figureSections(input.analyses);
  const { lists = [] } = input;
  const parts: string[] = [];
  for (const { id, heading, lead, figures } of sections) {
    const drawn: string[] = [];
    for (const figure of figures) drawn.push(await figureHtml(figure));
    parts.push(section(id, heading, `<p class="lead">${both(lead)}</p>${drawn.join("\n")}`));
  }
  const links = [
    { id: "figures", name: words.figures },
    ...sections,
    ...(lists.length > 0 ? [{ id: "lists", name: words.listsLink }] : []),
    { id: "rows", name: words.rowsLink },
  ];
  return `<!doctype html>
<html lang="en" data-language="en" data-title-en="${escapeHtml(input.title.en)}" data-title-zh="${escapeHtml(input.title.zh)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(input.title.en)}</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<header><div>
<div class="switch" role="group" aria-label="Language / 语言"><button type="button" value="en" aria-pressed="true">English</button><button type="button" value="zh" lang="" aria-pressed="false">中文</button></div>
<h1>${both(input.title)}</h1>
<p class="meta">${period(input.source)}</p>
<nav aria-label="Contents / 目录">${links.map(({ id, name }) => `<a href="#${id}">${both(name)}</a>`).join("")}</nav>
</div></header>
<main>
${section("figures", words.figures, keyFiguresHtml(input.keyFigures, input.source.currency))}
${parts.join("\n")}
${lists.length === 0 ? "" : section("lists", words.lists, lists.map(listHtml).join("\n"))}
${section("rows", words.rows, rowAccountHtml(input.rowAccount))}
</main>
<footer><p>${both(input.source.attribution)}</p><p>${bothWays((locale) => escapeHtml(words.made[locale].replace("{name}", input.source.name)))}</p></footer>
<script>${pageScript}</script>
</body>
</html>
`;
}

function section(id: string, heading: LocalizedText, content: string): string {
  return `<section id="${id}"><h2>${both(heading)}</h2>${content}</section>`;
}

function period(source: ReportSource): string {
  const day = (at: number | Date) => new Intl.DateTimeFormat("en-CA", { timeZone: source.zone, dateStyle: "short" }).format(at);
  const places: Readonly<Record<string, string>> = {
    from: day(source.from),
    to: day(source.to),
    asOf: day(source.asOf),
    zone: source.zone,
    currency: source.currency,
  };
  return bothWays((locale) => escapeHtml(words.period[locale].replace(/\{(\w+)\}/g, (_, name: string) => places[name] ?? "")));
}
