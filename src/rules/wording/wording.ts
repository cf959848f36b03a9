import { type Locale, localize, type LocalizedText } from "../../kernel/index.js";
import type { Catalog } from "../language/catalog.js";
import { type CatalogSource, catalogOf } from "../language/catalog.js";

/** In which language, and with which names, a rule is put in words. */
export interface WordingOptions {
  /** `"en"` unless told. */
  readonly locale?: Locale | undefined;
  /** Tells amounts of money from numbers, and dates from texts. */
  readonly schema?: CatalogSource | undefined;
  /** What people call a path, an interaction type or a timeline; what is not here is called as in the rule. */
  readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
}

/** The options, made ready. */
export interface Wording {
  readonly locale: Locale;
  readonly catalog: Catalog | undefined;
  readonly names: Readonly<Record<string, LocalizedText>>;
  /** What an attribute of the subject in question is, in words: where a rule is explained, not described. */
  readonly attributeSeen?: (path: string) => string;
}

/** Makes options ready. */
export function wordingOf({ locale = "en", schema, names = {} }: WordingOptions): Wording {
  return { locale, catalog: schema === undefined ? undefined : catalogOf(schema), names };
}

/** A text in the language of the wording, its places filled. */
export function say(wording: Wording, text: LocalizedText, places: Readonly<Record<string, string | number>> = {}): string {
  return localize(text, { locale: wording.locale, values: places });
}

/** What people call a path, a type or a key; a name of the rule's own with spaces or the like in it stands in quotes. */
export function nameOf(wording: Wording, name: string): string {
  const { names, locale } = wording;
  if (Object.hasOwn(names, name)) return localize(names[name]!, { locale });
  return /^[\p{L}\p{N}_.:-]+$/u.test(name) ? name : quoted(wording, name);
}

/** How many values of a list are written out. */
const MOST_LISTED = 10;
/** How many characters of a text are written out. */
const MOST_CHARACTERS = 80;

const texts = {
  quoted: { en: '"{text}"', zh: "“{text}”" },
  or: { en: "{many} or {last}", zh: "{many} 或 {last}" },
  and: { en: "{many} and {last}", zh: "{many} 和 {last}" },
  more: { en: "{count} more", zh: "另外 {count} 个" },
  space: { en: " ", zh: "" },
  comma: { en: ", ", zh: "、" },
} satisfies Record<string, LocalizedText>;

/** A text in quotes, on one line, cut where it is long. */
export function quoted(wording: Wording, text: string): string {
  const characters = Array.from(text.slice(0, 2 * MOST_CHARACTERS + 1));
  const isLong = characters.length > MOST_CHARACTERS;
  const shown = isLong ? characters.slice(0, MOST_CHARACTERS).join("") : text;
  return say(wording, texts.quoted, { text: JSON.stringify(shown).slice(1, -1) + (isLong ? "…" : "") });
}

/** Items joined by commas and a last word; a long list is cut and says how much is left out. */
export function listed(wording: Wording, items: readonly string[], joint: "and" | "or"): string {
  const shown =
    items.length <= MOST_LISTED
      ? items
      : [...items.slice(0, MOST_LISTED), say(wording, texts.more, { count: items.length - MOST_LISTED })];
  if (shown.length < 2) return shown.join("");
  return say(wording, texts[joint], { many: shown.slice(0, -1).join(say(wording, texts.comma)), last: shown.at(-1)! });
}

/** A name before a verb, with the space that separates them: in Chinese, only Latin letters have one after them. */
export function spaced(wording: Wording, name: string): string {
  const space = say(wording, texts.space);
  return space === "" && /[\x21-\x7e]$/.test(name) ? `${name} ` : name + space;
}
