import type { LocalizedText } from "../../kernel/index.js";
import { say, type Wording } from "./wording.js";

const texts = {
  all: { en: "{left} and {right}", zh: "{left}，且{right}" },
  any: { en: "{left} or {right}", zh: "{left}，或{right}" },
  brackets: { en: "({part})", zh: "（{part}）" },
} satisfies Record<string, LocalizedText>;

/** A part of a conjunction or a disjunction, and whether it is itself a junction of the other kind. */
interface Part {
  readonly words: string;
  readonly isJunction: boolean;
}

/** Joins parts with "and" or "or", with brackets around a part that is a junction of the other kind. */
export function joined(wording: Wording, kind: "all" | "any", parts: readonly Part[]): string {
  return parts
    .map(({ words, isJunction }) => (isJunction && parts.length > 1 ? say(wording, texts.brackets, { part: words }) : words))
    .reduce((left, right) => say(wording, texts[kind], { left, right }));
}
