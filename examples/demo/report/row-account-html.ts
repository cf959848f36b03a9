import type { LocalizedText } from "clientele/kernel";
import { both, escapeHtml } from "./html.js";
import { countText } from "./key-figures-html.js";
import type { RowAccount } from "./report-input.js";

const words = {
  lead: {
    en: "Nothing is dropped in silence: each row of the file is here once, with what became of it, and the counts add up.",
    zh: "不会无声丢弃任何数据：文件的每一行都在此出现一次并写明去向，合计与总数一致。",
  },
  fate: { en: "What became of them", zh: "去向" },
  rows: { en: "Rows", zh: "行数" },
  share: { en: "Share", zh: "占比" },
  kept: { en: "used", zh: "采用" },
  dropped: { en: "left out", zh: "剔除" },
  used: { en: "Counts?", zh: "是否计入" },
  total: { en: "All rows of the file", zh: "文件总行数" },
} satisfies Record<string, LocalizedText>;

/**
 * The table of rows by reason.
 *
 * @throws Error when the counts do not add up to the total: such a report must not be shown
 */
export function rowAccountHtml({ total, reasons }: RowAccount): string {
  const sum = reasons.reduce((rows, reason) => rows + reason.rows, 0);
  if (sum !== total) throw new Error(`The rows by reason add up to ${sum}, the file has ${total}.`);
  const most = reasons.reduce((rows, reason) => Math.max(rows, reason.rows), 1);
  const share = (rows: number) => `${(total === 0 ? 0 : (rows / total) * 100).toFixed(2)}%`;
  const lines = reasons.map(
    ({ label, rows, kept, explanation }) =>
      `<tr${kept ? ' class="kept"' : ""}><td>${both(label)}${
        explanation === undefined ? "" : `<small>${both(explanation)}</small>`
      }</td><td class="tag">${both(kept ? words.kept : words.dropped)}</td><td class="number">${escapeHtml(countText(rows))}</td><td class="number">${share(rows)}</td><td class="bar">${rows === 0 ? "" : `<i style="width:${((rows / most) * 100).toFixed(1)}%"></i>`}</td></tr>`,
  );
  return `<p class="lead">${both(words.lead)}</p><div class="box"><div class="scroll"><table>
<thead><tr><th scope="col">${both(words.fate)}</th><th scope="col">${both(words.used)}</th><th scope="col" class="number">${both(words.rows)}</th><th scope="col" class="number">${both(words.share)}</th><th class="bar"></th></tr></thead>
<tbody>${lines.join("\n")}</tbody>
<tfoot><tr><td>${both(words.total)}</td><td></td><td class="number">${escapeHtml(countText(total))}</td><td class="number">${share(total)}</td><td class="bar"></td></tr></tfoot>
</table></div></div>`;
}
