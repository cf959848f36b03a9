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

/** Regular expression of the dates YYYY-MM-DD that exist, for every database that has such expressions. */
export const EXISTING_DATE = `(${[
  "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
  "[0-9]{4}-(0[13-9]|1[0-2])-(29|30)",
  "[0-9]{4}-(0[13578]|1[02])-31",
  "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29",
].join("|")})`;
