/** Languages that Clientele's own texts come in. A host adds others by giving texts with more keys. */
export type Locale = "en" | "zh" | (string & {});

/** A text in English and Simplified Chinese, and in any language a host adds. `{name}` marks a place to fill. */
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
 * localize({ en: "{count} orders", zh: "{count} 笔订单" }, { locale: "zh-CN", values: { count: 3 } }) // => "3 笔订单"
 */
export function localize(text: LocalizedText, { locale = "en", values = {} }: LocalizeOptions = {}): string {
  const chosen = own(text, locale) ?? own(text, locale.split("-")[0] as string) ?? text.en;
  return chosen.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : place));
}

function own(text: LocalizedText, locale: string): string | undefined {
  return Object.hasOwn(text, locale) ? text[locale] : undefined;
}
