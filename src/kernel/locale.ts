/** Languages that Clientele's own texts come in. A host adds others by giving texts with more keys. */
export type Locale = "en" | "zh" | (string & {});

/**
 * A text in English and Simplified Chinese, and in any language a host adds. `{name}` marks a place to fill;
 * `{name:order|orders}` is the first word where the value is exactly 1, the second otherwise.
 */
export interface LocalizedText {
  readonly en: string;
  readonly zh: string;
  readonly [locale: string]: string;
}

/** Options of {@link localize}. */
export interface LocalizeOptions {
  /** Defaults to English. */
  readonly locale?: Locale | undefined;
  /** What fills the `{places}` of the text. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

/**
 * The text in a locale, its `{places}` filled; a regional locale falls back to its language, then to English.
 *
 * @example
 * const text = { en: "{count} {count:order|orders}", zh: "{count} 笔订单" };
 * localize(text, { locale: "zh-CN", values: { count: 3 } }) // => "3 笔订单"
 * localize(text, { values: { count: 1 } }) // => "1 order"
 */
export function localize(text: LocalizedText, { locale = "en", values = {} }: LocalizeOptions = {}): string {
  const chosen = own(text, locale) ?? own(text, locale.split("-")[0] as string) ?? text.en;
  return chosen.replace(PLACE, (place, name: string, one: string | undefined, other: string | undefined) => {
    if (!Object.hasOwn(values, name)) return place;
    if (one === undefined) return String(values[name]);
    // A value may be text that a formatter wrote.
    return String(values[name]) === "1" ? one : other!;
  });
}

const PLACE = /\{(\w+)(?::([^|{}]*)\|([^|{}]*))?\}/g;

function own(text: LocalizedText, locale: string): string | undefined {
  return Object.hasOwn(text, locale) ? text[locale] : undefined;
}
