/** Returns a JSON path of quoted labels for SQLite, MySQL and DuckDB. */
export function jsonPath(keys: readonly string[]): string {
  return `$${keys.map((key) => `."${key.replace(/["\\]/g, (character) => `\\${character}`)}"`).join("")}`;
}

/** Quotes text with single quotes, and doubles those in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Returns a LIKE pattern in which only `*` of the original has a meaning. `!` escapes, since databases disagree on backslashes. */
export function likePattern(pattern: string): string {
  return pattern.replace(/[%_!]/g, (character) => `!${character}`).replaceAll("*", "%");
}
