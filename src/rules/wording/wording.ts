import { type Locale, localize, type LocalizedText } from "../../kernel/index.js";
import { aText, mapOf, type OptionKind, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { aSchema, type Catalog, type CatalogSource, catalogOf } from "../language/catalog.js";
import { ANY_TYPE, prefixOf } from "../language/interaction-types.js";
import { filledChinese } from "./chinese.js";

/** Language and names in which a rule is described. */
export interface WordingOptions {
  /** Defaults to `"en"`. */
  readonly locale?: Locale | undefined;
  /** Distinguishes amounts of money from numbers, and dates from text. */
  readonly schema?: CatalogSource | undefined;
  /** What people call a path, an interaction type or a timeline; defaults to its name in the rule. */
  readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
}

const aLocalizedText: OptionKind = {
  expected: "a text per language, such as { en, zh }",
  accepts: (value) => typeof value === "object" && value !== null && typeof (value as { en?: unknown }).en === "string",
};

/** Kinds of the {@link WordingOptions}. */
export const WORDING_OPTIONS: OptionShape<WordingOptions> = { locale: aText, schema: aSchema, names: mapOf(aLocalizedText) };

/** Checked wording options with their defaults. */
export interface Wording {
  readonly locale: Locale;
  readonly isChinese: boolean;
  readonly catalog: Catalog | undefined;
  readonly names: Readonly<Record<string, LocalizedText>>;
  /** Describes the value of an attribute of the subject; only an explanation has one. */
  readonly attributeSeen?: (path: string) => string;
}

/** Checks wording options and fills in their defaults. */
export function wordingOf(options: WordingOptions | undefined): Wording {
  const { locale = "en", schema, names = {} } = requireOptions(options, WORDING_OPTIONS);
  const isChinese = locale.split("-")[0] === "zh";
  return { locale, isChinese, catalog: schema === undefined ? undefined : catalogOf(schema), names };
}

/** Returns a text in the language of the wording with its `{places}` filled. */
export function say(wording: Wording, text: LocalizedText, places: Readonly<Record<string, string | number>> = {}): string {
  const { locale, isChinese } = wording;
  return isChinese ? filledChinese(localize(text, { locale }), places) : localize(text, { locale, values: places });
}

/** Returns what people call a path, a type or a key; a name of the rule with unusual characters is quoted. */
export function nameOf(wording: Wording, name: string): string {
  const { names, locale } = wording;
  if (Object.hasOwn(names, name)) return visible(localize(names[name]!, { locale }));
  return /^[\p{L}\p{N}_.:-]+$/u.test(name) ? name : quoted(wording, name);
}

/** Returns what people call a type of interactions, a family of types, or any interaction. */
export function typeName(wording: Wording, type: string): string {
  if (prefixOf(type) === undefined || Object.hasOwn(wording.names, type)) return nameOf(wording, type);
  if (type === ANY_TYPE) return say(wording, texts.anyType);
  const family = type.slice(0, -2);
  return say(wording, texts.family, { type: nameOf(wording, family) === family ? type : quoted(wording, type) });
}

/** Maximum number of values of a list that are written out. */
const MAX_LISTED = 10;
/** Maximum number of characters of a text that are written out. */
const MAX_CHARACTERS = 80;

const texts = {
  quoted: { en: '"{text}"', zh: "“{text}”" },
  or: { en: "{many} or {last}", zh: "{many}或{last}" },
  and: { en: "{many} and {last}", zh: "{many}和{last}" },
  more: { en: "{count} more", zh: "另外 {count} 个值" },
  anyType: { en: "interaction of any type", zh: "任意类型的互动" },
  family: { en: "interaction of type {type}", zh: "{type} 类互动" },
  comma: { en: ", ", zh: "、" },
} satisfies Record<string, LocalizedText>;

/** Control characters, breaks of lines, and invisible characters, except those that join the parts of an emoji or a word. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Shows invisible characters as escapes. */
function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Returns a text in quotes, on one line: long text is cut, and control characters are escaped. */
export function quoted(wording: Wording, text: string): string {
  const characters = Array.from(text.slice(0, 2 * MAX_CHARACTERS + 1));
  const isLong = characters.length > MAX_CHARACTERS;
  const shown = isLong ? characters.slice(0, MAX_CHARACTERS).join("") : text;
  const escaped = visible(JSON.stringify(shown).slice(1, -1));
  return say(wording, texts.quoted, { text: escaped + (isLong ? "…" : "") });
}

/** Joins items with commas and a final "and" or "or"; a long list is cut and says how many items are left out. */
export function listed(wording: Wording, items: readonly string[], joint: "and" | "or"): string {
  const rest = items.length - MAX_LISTED;
  const shown = rest <= 0 ? items : [...items.slice(0, MAX_LISTED), say(wording, texts.more, { count: grouped(String(rest)) })];
  if (shown.length < 2) return shown.join("");
  return say(wording, texts[joint], { many: shown.slice(0, -1).join(say(wording, texts.comma)), last: shown.at(-1)! });
}

/** Groups the digits of a decimal by thousands. */
export function grouped(decimal: string): string {
  const [whole, ...fraction] = decimal.split(".") as [string, ...string[]];
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ","), ...fraction].join(".");
}
