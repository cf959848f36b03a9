/** Errors of reading tables from other systems. Problems of single rows are in the report instead. */
export interface InteropErrors {
  /**
   * @cause A mapping that no row can satisfy: it has no field, an unknown option or type, an invalid pattern or zone, or contradictory bounds.
   * @remedy Fix the option that `path` names; the message says what it accepts.
   */
  invalid_mapping: { readonly field: string; readonly value: unknown };
  /**
   * @cause The header lacks columns that the mapping reads.
   * @remedy Compare `missing` with `present`: check the spelling, the delimiter, and that the header is the first row. `previewRows` shows what the table contains.
   */
  missing_column: { readonly missing: readonly string[]; readonly present: readonly string[] };
  /**
   * @cause The header contains a column that the mapping reads more than once.
   * @remedy Rename one of the two columns; the library does not guess which one is meant.
   */
  duplicate_column: { readonly column: string };
  /**
   * @cause The table has no header: it is empty, or its first row is malformed.
   * @remedy Check that the export succeeded; a table without rows still has its header. For a table without a header, name the columns with the option `columns`.
   */
  missing_header: { readonly fault: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends InteropErrors {}
}
