import type { Money } from "../kernel/index.js";
import type { LocalTimeRules } from "./local-time.js";
import type { Refusal } from "./row-problem.js";

/** Options that every field has. */
interface FieldSource {
  /** Name of the column (or key of the object) that the field is read from. */
  readonly column: string;
  /** Whether a missing value is `undefined` instead of a problem. Defaults to false. */
  readonly optional?: boolean | undefined;
  /** Whether whitespace around a text is removed. Defaults to true. */
  readonly trim?: boolean | undefined;
  /** Texts that mean "missing", besides the empty text (`NULL`, `n/a`). Defaults to those of the mapping. */
  readonly missing?: readonly string[] | undefined;
}

/** How numbers are written. */
interface NumberFormat {
  /** Defaults to `.`. */
  readonly decimalSeparator?: "." | "," | undefined;
  /** Separator between groups of three digits. Defaults to none. */
  readonly groupSeparator?: "," | "." | " " | "'" | "\u00a0" | "\u202f" | undefined;
}

/** Bounds of a number, both inclusive. */
interface NumberBounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A field with any text that can be stored. */
export interface TextField extends FieldSource {
  readonly type: "text";
  readonly default?: string | undefined;
  /** Longest text in characters (UTF-16 units). Defaults to 100,000. */
  readonly maxLength?: number | undefined;
}

/** A field with an integer that a double represents exactly. */
export interface IntegerField extends FieldSource, NumberFormat, NumberBounds {
  readonly type: "integer";
  readonly default?: number | undefined;
}

/** A field with a decimal number, read as a double. Use `money` for exact amounts. */
export interface DecimalField extends FieldSource, NumberFormat, NumberBounds {
  readonly type: "decimal";
  readonly default?: number | undefined;
  /** Largest number of decimals; zeros at the end do not count. Defaults to any number. */
  readonly maxDecimals?: number | undefined;
}

/**
 * A field with an amount, written in major units and read exactly into minor units. More decimals than the currency has are a
 * problem. `min` and `max` are minor units.
 */
export interface MoneyField extends FieldSource, NumberFormat, NumberBounds {
  readonly type: "money";
  readonly default?: Money | undefined;
  /** Currency of the whole column (ISO 4217). Give either this or `currencyColumn`. */
  readonly currency?: string | undefined;
  /** Column that contains the currency of each row. */
  readonly currencyColumn?: string | undefined;
  /** Currencies that `currencyColumn` may contain. With one currency, every row in another one is reported. */
  readonly currencies?: readonly string[] | undefined;
}

/** A field with an instant. */
export interface InstantField extends FieldSource, LocalTimeRules {
  readonly type: "instant";
  readonly default?: Date | undefined;
  /** Format of an instant without a `pattern`. A `Date` is accepted in every format. Defaults to `"iso"`: ISO 8601 with an offset. */
  readonly format?: "iso" | "epoch-milliseconds" | "epoch-seconds" | undefined;
  /** Pattern of a local date and time, in the tokens of date-fns (`yyyy-MM-dd HH:mm:ss`). Requires `zone`. */
  readonly pattern?: string | undefined;
  /** IANA time zone of the pattern. */
  readonly zone?: string | undefined;
}

/** A field with a calendar day, returned as `YYYY-MM-DD`. */
export interface DateField extends FieldSource {
  readonly type: "date";
  readonly default?: string | undefined;
  /** Pattern of the day, in the tokens of date-fns. Defaults to `yyyy-MM-dd`. */
  readonly pattern?: string | undefined;
}

/** A field with a yes or a no. */
export interface BooleanField extends FieldSource {
  readonly type: "boolean";
  readonly default?: boolean | undefined;
  /** Texts that mean yes, in upper or lower case. Defaults to `true`, `yes`, `y`, `1`. */
  readonly true?: readonly string[] | undefined;
  /** Texts that mean no, in upper or lower case. Defaults to `false`, `no`, `n`, `0`. */
  readonly false?: readonly string[] | undefined;
}

/** A field with one of a list of texts. */
export interface OneOfField extends FieldSource {
  readonly type: "one-of";
  readonly default?: string | undefined;
  /** The accepted texts, or an object from each accepted text to its value. */
  readonly values: readonly string[] | Readonly<Record<string, string>>;
  /** Whether A–Z and a–z are the same. Defaults to false. */
  readonly ignoreCase?: boolean | undefined;
}

/** A field that a function of the host reads. */
export interface CustomField extends FieldSource {
  readonly type: "custom";
  readonly default?: unknown;
  /**
   * Reads a value that is not missing, from its trimmed text and the original cell. Returns the value, or `refuse(…)`.
   * If the function throws, the row is rejected with `reader_failed`.
   */
  readonly read: (text: string, cell: unknown) => unknown;
}

/** How one field of the result is read. Plain data, except for the function of a `custom` field. */
export type FieldMapping =
  | TextField
  | IntegerField
  | DecimalField
  | MoneyField
  | InstantField
  | DateField
  | BooleanField
  | OneOfField
  | CustomField;

/** Type of a cell. */
export type CellType = FieldMapping["type"];

interface PlainValues {
  text: string;
  integer: number;
  decimal: number;
  money: Money;
  instant: Date;
  date: string;
  boolean: boolean;
}

type ReadValue<Field> = Field extends { readonly type: "one-of"; readonly values: infer Values }
  ? Values extends readonly (infer Value)[]
    ? Value
    : Values[keyof Values]
  : Field extends { readonly type: "custom"; readonly read: (text: string, cell: unknown) => infer Value }
    ? Exclude<Value, Refusal>
    : Field extends { readonly type: infer Type extends keyof PlainValues }
      ? PlainValues[Type]
      : never;

/** Type of a mapped value: includes the default, or `undefined` if the field is optional. */
export type MappedValue<Field> = Field extends { readonly default: infer Default }
  ? ReadValue<Field> | Default
  : Field extends { readonly optional: true }
    ? ReadValue<Field> | undefined
    : ReadValue<Field>;

/** Type of a mapped row. Every field is present; an optional one may be `undefined`. */
export type MappedRow<Fields> = { -readonly [Name in keyof Fields]: MappedValue<Fields[Name]> };
