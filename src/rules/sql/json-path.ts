/** A JSON path of quoted labels, as SQLite, MySQL and DuckDB read it. */
export function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => `."${key.replace(/["\\]/g, (character) => `\\${character}`)}"`).join("")}`;
}

/** A text in single quotes, which doubles them. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A LIKE pattern in which only `*` of the original has a meaning; `!` escapes, since databases disagree on backslashes. */
export function likePattern(pattern: string): string {
  return pattern.replace(/[%_!]/g, (character) => `!${character}`).replaceAll("*", "%");
}
