import type { LocalizedText } from "../../kernel/index.js";
import { say, type Wording } from "./wording.js";

const texts = {
  all: { en: " and ", zh: "，且" },
  any: { en: " or ", zh: "，或" },
  brackets: { en: "({part})", zh: "（{part}）" },
} satisfies Record<string, LocalizedText>;

/** A part of a conjunction or a disjunction, and whether it is the other of the two itself. */
interface Part {
  readonly words: string;
  readonly isJunction: boolean;
}

/** Parts joined by "and" or "or"; brackets where the two meet. */
export function joined(wording: Wording, kind: "all" | "any", parts: readonly Part[]): string {
  return parts
    .map(({ words, isJunction }) => (isJunction && parts.length > 1 ? say(wording, texts.brackets, { part: words }) : words))
    .reduce((sentence, words) => joinedTo(sentence, say(wording, texts[kind]), words));
}

/** A Chinese joint keeps a space before Latin letters. */
function joinedTo(sentence: string, joint: string, words: string): string {
  return `${sentence}${joint}${!joint.endsWith(" ") && /^[\x21-\x7e]/.test(words) ? " " : ""}${words}`;
}
