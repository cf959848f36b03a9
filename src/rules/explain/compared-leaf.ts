import type { LocalizedText } from "../../kernel/index.js";
import { say, type Wording } from "../wording/wording.js";
import type { SeenValue } from "./explained.js";
import type { ExplainedLeaf } from "./leaf-context.js";

/** Sentences of a comparison, of a value that is there and of one that is missing. */
export const comparisonTexts = {
  is: { en: "{name} is {seen}; required: {wanted}", zh: "{name}为{seen}；要求{wanted}" },
  isMissing: { en: "{name} is {seen}; required: {wanted}", zh: "{name}{seen}；要求{wanted}" },
} satisfies Record<string, LocalizedText>;

const orMissing: LocalizedText = { en: "{unwanted}, or no value", zh: "{unwanted}，或没有值" };

/** What a comparison saw and requires, in words. */
interface Comparison {
  readonly name: string;
  readonly seen: SeenValue;
  readonly wanted: string;
  readonly unwanted: string;
  /** Whether a value is missing and fails the comparison for that, so that below a `not` it passes. */
  readonly failsMissing: boolean;
}

/** Explains a comparison of a value. */
export function comparedLeaf(wording: Wording, { name, seen, wanted, unwanted, failsMissing }: Comparison): ExplainedLeaf {
  const text = seen.missing ? comparisonTexts.isMissing : comparisonTexts.is;
  const sentence = (required: string): string => say(wording, text, { name, seen: seen.text, wanted: required });
  return {
    seen,
    wanted,
    unwanted,
    sentence: sentence(wanted),
    unwantedSentence: sentence(failsMissing ? say(wording, orMissing, { unwanted }) : unwanted),
  };
}
