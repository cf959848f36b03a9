import { anInteger, invalidOption, type OptionKind, type OptionShape, requireOptions } from "../kernel/internal.js";

/** The characters that separate and quote the cells of a CSV text. */
export interface CsvDialect {
  /** One character between cells: `"\t"` reads TSV, `";"` what spreadsheets write in much of Europe. Defaults to a comma. */
  readonly delimiter?: string | undefined;
  /** One character around cells that contain delimiters, quotes or line ends; doubled inside them. Defaults to `"`. */
  readonly quote?: string | undefined;
}

/** Options of {@link parseCsv}. */
export interface CsvOptions extends CsvDialect {
  /** Longest row in characters, which bounds the memory that an unclosed quote can claim. Defaults to 1,000,000. */
  readonly maxRowLength?: number | undefined;
}

/** Why a row is malformed. */
export type CsvFault = "unclosed_quote" | "stray_quote" | "row_too_long";

/** A dialect with its defaults filled in. */
export interface CompleteDialect {
  readonly delimiter: string;
  readonly quote: string;
}

const aSeparator: OptionKind = {
  expected: "one character that does not end a line",
  accepts: (value) => typeof value === "string" && value.length === 1 && value !== "\n" && value !== "\r",
};

/** The options of a dialect, with their kinds. */
export const DIALECT: OptionShape<CsvDialect> = { delimiter: aSeparator, quote: aSeparator };

const CSV_OPTIONS: OptionShape<CsvOptions> = { ...DIALECT, maxRowLength: anInteger({ min: 1 }) };

/**
 * Fills in the defaults of a dialect whose options are of the right kinds.
 *
 * @throws ClienteleError `invalid_option` when delimiter and quote are the same character
 */
export function completeDialect({ delimiter = ",", quote = '"' }: CsvDialect): CompleteDialect {
  if (delimiter === quote) throw invalidOption("quote", quote, "another character than `delimiter`");
  return { delimiter, quote };
}

/**
 * Checks the options of a reader and fills in the defaults.
 *
 * @throws ClienteleError `invalid_option`
 */
export function readerOptions(options: CsvOptions | undefined): CompleteDialect & { readonly maxRowLength: number } {
  const { maxRowLength = 1_000_000, ...dialect } = requireOptions(options, CSV_OPTIONS);
  return { ...completeDialect(dialect), maxRowLength };
}
