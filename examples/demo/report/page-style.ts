/** Light and calm: dark text on white, one column, room around things; a phone gets the narrow charts, print the wide ones. */
export const pageStyle = `
:root {
  --ink: #1f2933; --muted: #4a5663; --line: #dfe5eb; --paper: #ffffff; --ground: #f5f7f9; --blue: #0072b2; --pale: #eaf3f9;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.6 var(--sans); overflow-wrap: break-word; }
:root:not([data-language="zh"]) [lang="zh-CN"], :root[data-language="zh"] [lang="en"] { display: none !important; }
main, header > div, footer { max-width: 900px; margin: 0 auto; padding: 0 24px; }
header { background: var(--paper); border-bottom: 1px solid var(--line); padding: 40px 0 32px; }
header > div { position: relative; }
h1 { font-size: 32px; line-height: 1.25; margin: 0 130px 10px 0; letter-spacing: -0.01em; text-wrap: balance; }
h2 { font-size: 24px; line-height: 1.3; margin: 0 0 6px; text-wrap: balance; }
h3 { font-size: 18px; line-height: 1.35; margin: 0 0 6px; }
p { margin: 0 0 12px; }
.meta, .lead { color: var(--muted); max-width: 70ch; }
.meta { margin: 0; font-size: 15px; }
.switch { position: absolute; right: 24px; top: 4px; display: inline-flex; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.switch button { font: 500 14px/1 var(--sans); color: var(--ink); background: var(--paper); border: 0; padding: 9px 13px; cursor: pointer; }
.switch button[aria-pressed="true"] { background: var(--blue); color: #ffffff; }
.switch button:focus-visible, a:focus-visible, summary:focus-visible { outline: 3px solid #e69f00; outline-offset: 2px; }
nav { margin-top: 22px; display: flex; flex-wrap: wrap; gap: 6px 20px; font-size: 15px; }
a { color: #005a8c; text-underline-offset: 3px; }
section { margin: 52px 0; scroll-margin-top: 16px; }
.figures { display: flex; flex-wrap: wrap; gap: 14px; margin: 18px 0 0; padding: 0; list-style: none; }
.figures li, figure, .box { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; }
.figures li { padding: 16px 18px; flex: 1 1 190px; }
.figures .value { font-size: 24px; white-space: nowrap; line-height: 1.15; font-weight: 650; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; display: block; }
.figures .label { font-weight: 600; font-size: 15px; display: block; margin: 4px 0 6px; line-height: 1.35; }
.figures .note { color: var(--muted); font-size: 13.5px; line-height: 1.5; display: block; }
.figures .note + .note { margin-top: 6px; padding-top: 6px; border-top: 1px solid var(--line); }
figure { margin: 20px 0; padding: 24px; }
.sentence { margin-bottom: 14px; max-width: 72ch; text-wrap: pretty; }
.chart svg { display: block; max-width: 100%; height: auto; }
.chart text { font-family: var(--sans); }
.chart.narrow { display: none; }
.explanation { display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px; margin: 18px 0 0; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14.5px; line-height: 1.55; }
.explanation dt { font-weight: 600; }
.explanation dd { white-space: pre-line; margin: 2px 0 0; color: var(--muted); }
details { margin-top: 16px; font-size: 14.5px; }
summary { cursor: pointer; color: #005a8c; padding: 4px 0; }
.scroll { overflow-x: auto; max-height: 420px; overflow-y: auto; margin-top: 8px; }
.box { padding: 24px; margin: 20px 0; }
.box .scroll { max-height: none; }
table { border-collapse: collapse; width: 100%; font-size: 14.5px; line-height: 1.45; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; white-space: nowrap; position: sticky; top: 0; background: var(--paper); }
td.number, th.number { text-align: right; padding-right: 14px; }
th.number { white-space: normal; vertical-align: bottom; }
td.number { white-space: nowrap; }
td.day, td.short { white-space: nowrap; }
td:not([class]) { min-width: 13ch; }
tfoot td { font-weight: 650; border-bottom: 0; border-top: 2px solid var(--ink); }
td small { display: block; color: var(--muted); font-size: 13px; max-width: 60ch; }
.bar { min-width: 90px; width: 22%; }
.bar i { display: block; height: 10px; margin-top: 5px; border-radius: 3px; background: #b4bfca; min-width: 2px; }
.kept .bar i { background: var(--blue); }
.tag { white-space: nowrap; }
footer { padding: 28px 24px 56px; color: var(--muted); font-size: 14px; border-top: 1px solid var(--line); }
@media (max-width: 680px) {
  body { font-size: 16px; }
  main, header > div, footer { padding-left: 16px; padding-right: 16px; }
  header { padding: 20px 0 24px; }
  .switch { position: static; margin-bottom: 18px; }
  h1 { font-size: 26px; margin-right: 0; }
  h2 { font-size: 21px; }
  section { margin: 40px 0; }
  .figures { gap: 10px; }
  .figures li { padding: 13px 14px; flex-basis: 140px; }
  .figures .value { font-size: 21px; }
  figure, .box { padding: 18px 14px; }
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
  .explanation { grid-template-columns: 1fr; gap: 12px; }
  .bar { display: none; }
}
@media print {
  @page { margin: 16mm 14mm; }
  body { background: #ffffff; font-size: 10.5pt; }
  .switch, nav, details { display: none; }
  header { padding: 0 0 12pt; }
  main, header > div, footer { max-width: none; padding-left: 0; padding-right: 0; }
  section { margin: 22pt 0; }
  figure, .figures li, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .chart.wide { display: block; }
  .chart.narrow { display: none; }
  .scroll { max-height: none; overflow: visible; }
  th { position: static; }
}
`;

/** The language switch, and nothing else. `?lang=zh` opens the page in Chinese. */
export const pageScript = `
(function () {
  var root = document.documentElement;
  var buttons = Array.prototype.slice.call(document.querySelectorAll(".switch button"));
  function show(language) {
    root.setAttribute("data-language", language);
    root.lang = language === "zh" ? "zh-CN" : "en";
    document.title = root.getAttribute("data-title-" + language);
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.value === language));
    });
  }
  buttons.forEach(function (button) {
    button.addEventListener("click", function () { show(button.value); });
  });
  show(new URLSearchParams(location.search).get("lang") === "zh" ? "zh" : "en");
})();
`;
