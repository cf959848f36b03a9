import type { LocalizedText } from "clientele/kernel";

/** The languages of the page, each as the `lang` of its parts. */
export const languages = [
  { locale: "en", lang: "en" },
  { locale: "zh", lang: "zh-CN" },
] as const;

export type PageLocale = (typeof languages)[number]["locale"];

/** Text as HTML: names of products and customers come from files. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A text in both languages; the page shows one of them. */
export function both(text: LocalizedText, tag = "span"): string {
  return bothWays((locale) => escapeHtml(text[locale]), tag);
}

/** HTML in both languages. */
export function bothWays(html: (locale: PageLocale) => string, tag = "span"): string {
  return languages.map(({ locale, lang }) => `<${tag} lang="${lang}">${html(locale)}</${tag}>`).join("");
}
