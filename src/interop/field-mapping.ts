import type { Money } from "../kernel/index.js";
import type { LocalTimeRules } from "./local-time.js";
import type { Refusal } from "./row-problem.js";

/** What every field says. */
interface FieldSource {
  /** Name of the column (or of the object's own key) it is read from. */
  readonly column: string;
  /** A missing value is `undefined` instead of a problem. */
  readonly optional?: boolean;
  /** Whether spaces around a text are cut off; true unless told. */
  readonly trim?: boolean;
  /** Texts that mean "missing" besides the empty one (`NULL`, `n/a`); instead of the mapping's own. */
  readonly missing?: readonly string[];
}

/** How numbers are written. */
interface NumberFormat {
  /** `.` unless told. */
  readonly decimalSeparator?: "." | ",";
  /** Between groups of three digits; none unless told. */
  readonly groupSeparator?: "," | "." | " " | "'" | "\u00a0" | "\u202f";
}

/** Bounds of a number, both included. */
interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Any text that can be stored. */
export interface TextField extends FieldSource {
  readonly type: "text";
  readonly default?: string;
  /** Most characters (UTF-16 units), 100,000 unless told. */
  readonly maximumLength?: number;
}

/** A whole number that a double holds exactly. */
export interface IntegerField extends FieldSource, NumberFormat, Bounds {
  readonly type: "integer";
  readonly default?: number;
}

/** A decimal number, as a double. Exact amounts are `money`. */
export interface DecimalField extends FieldSource, NumberFormat, Bounds {
  readonly type: "decimal";
  readonly default?: number;
  /** Most decimals. */
  readonly decimals?: number;
}

/** An amount in major units, read exactly into minor units; more decimals than its currency has are a problem. */
export interface MoneyField extends FieldSource, NumberFormat, Bounds {
  readonly type: "money";
  readonly default?: Money;
  /** The one currency (ISO 4217) of the column; or see `currencyColumn`. `minimum` and `maximum` are minor units. */
  readonly currency?: string;
  /** The column that tells each row's currency. */
  readonly currencyColumn?: string;
  /** The currencies that `currencyColumn` may tell; name one and a mixture is reported row by row. */
  readonly currencies?: readonly string[];
}

/** An instant. */
export interface InstantField extends FieldSource, LocalTimeRules {
  readonly type: "instant";
  readonly default?: Date;
  /** How it is written when there is no `pattern`: ISO 8601 with an offset unless told. A `Date` is always taken. */
  readonly format?: "iso" | "epoch-milliseconds" | "epoch-seconds";
  /** Pattern of a local date and time, in the tokens of date-fns (`yyyy-MM-dd HH:mm:ss`); needs `zone`. */
  readonly pattern?: string;
  /** IANA time zone of the pattern. */
  readonly zone?: string;
}

/** A day of the calendar, always `YYYY-MM-DD` afterwards. */
export interface DateField extends FieldSource {
  readonly type: "date";
  readonly default?: string;
  /** How it is written, in the tokens of date-fns; `yyyy-MM-dd` unless told. */
  readonly pattern?: string;
}

/** Yes or no. */
export interface BooleanField extends FieldSource {
  readonly type: "boolean";
  readonly default?: boolean;
  /** Texts that mean yes, in any case; `true`, `yes`, `y`, `1` unless told. */
  readonly true?: readonly string[];
  /** Texts that mean no, in any case; `false`, `no`, `n`, `0` unless told. */
  readonly false?: readonly string[];
}

/** One of a list of texts. */
export interface OneOfField extends FieldSource {
  readonly type: "one-of";
  readonly default?: string;
  /** The texts that may stand there, or text → what it means. */
  readonly values: readonly string[] | Readonly<Record<string, string>>;
  /** Whether A–Z and a–z are the same; false unless told. */
  readonly ignoreCase?: boolean;
}

/** What the host's own function makes of it. */
export interface CustomField extends FieldSource {
  readonly type: "custom";
  readonly default?: unknown;
  /**
   * Reads a value that is not missing: its text, trimmed, and the cell as it was. Returns the value, or `refuse(…)`.
   * A function that throws makes a `reader_failed` of the row.
   */
  readonly read: (text: string, cell: unknown) => unknown;
}

/** How one field of the result is read. Plain data, but for the function of a `custom` field. */
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

/** Names of the types of cells. */
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

/** What a field's mapping gives: with its default, or `undefined` where it is optional. */
export type MappedValue<Field> = Field extends { readonly default: infer Default }
  ? ReadValue<Field> | Default
  : Field extends { readonly optional: true }
    ? ReadValue<Field> | undefined
    : ReadValue<Field>;

/** The row that fields make; every field is there, an optional one perhaps as `undefined`. */
export type MappedRow<Fields> = { -readonly [Name in keyof Fields]: MappedValue<Fields[Name]> };
