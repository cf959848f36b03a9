/** Returns one field of all rows, as an array for `unnest`. */
export function columnOf<Row, Name extends keyof Row>(rows: readonly Row[], name: Name): readonly Row[Name][] {
  return rows.map((row) => row[name]);
}
