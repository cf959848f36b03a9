/** How a column of a printed table is set. */
export type Align = "left" | "right";

/**
 * Sets rows in columns for a terminal; the last column, if it is on the left, is not padded.
 *
 * @param indent - spaces before each line
 */
export function textTable(rows: readonly (readonly string[])[], align: readonly Align[], indent = 2): string[] {
  const widths = align.map((_, column) => rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? "")), 0));
  return rows.map((row) => {
    const cells = align.map((side, column) => {
      const text = row[column] ?? "";
      const space = " ".repeat(widths[column]! - displayWidth(text));
      return side === "right" ? space + text : text + space;
    });
    return (" ".repeat(indent) + cells.join("  ")).trimEnd();
  });
}

/** Columns of a terminal that a text takes: Chinese characters and full-width signs take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(character)
      ? 2
      : 1;
  return width;
}

/** Breaks a text into lines of at most so many columns: between words, and between Chinese characters. */
export function wrapText(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? []) {
    if (line !== "" && displayWidth(line + piece.trimEnd()) > width - indent) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return lines.map((content) => " ".repeat(indent) + content);
}

/** `1234567` as `1,234,567`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Minor units of a currency with two decimals, rounded, with its sign: `£1,234.50`. */
export function poundsText(minor: number): string {
  const rounded = Math.round(Math.abs(minor));
  const sign = minor < 0 && rounded > 0 ? "-" : "";
  return `${sign}£${countText(Math.floor(rounded / 100))}.${String(rounded % 100).padStart(2, "0")}`;
}

/** A fraction of 1 as a percentage with one decimal: `45.5 %`. */
export function shareText(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
