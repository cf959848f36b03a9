/** Errors of reading other systems' data. What is wrong with single rows is in the report, not here. */
export interface InteropErrors {
  /**
   * @cause A mapping cannot work, whatever the rows: no field, an unknown type or option, a pattern or a zone that is none, bounds that exclude each other.
   * @remedy Mend the field that `details` name; the message says what it takes.
   */
  invalid_mapping: { readonly field: string; readonly value: unknown };
  /**
   * @cause The header lacks columns that the mapping reads.
   * @remedy Compare `present` with `missing` (spelling, delimiter, a header that is not the first row); `previewRows` shows what is there.
   */
  missing_column: { readonly missing: readonly string[]; readonly present: readonly string[] };
  /**
   * @cause A column that the mapping reads stands in the header more than once.
   * @remedy Rename one of them: which one is meant cannot be guessed.
   */
  duplicate_column: { readonly column: string };
  /**
   * @cause The source has no header: it is empty, or its first row is malformed.
   * @remedy Check that the export worked; a table without rows still has its header. Without a header, name the columns by the option `columns`.
   */
  missing_header: { readonly fault: string };
}

declare module "../kernel/error-codes.js" {
  interface ErrorDetails extends InteropErrors {}
}
