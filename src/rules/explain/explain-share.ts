import type { LocalizedText } from "../../kernel/index.js";
import type { ShareExpression } from "../language/expression.js";
import { placeFraction, sharePlace, shareStart } from "../language/share.js";
import { percentWords } from "../wording/share-words.js";
import { quoted, say } from "../wording/wording.js";
import type { ExplainedLeaf, LeafContext } from "./leaf-context.js";

const texts = {
  is: {
    en: "the place in the random order {salt} is {seen}; required: {wanted}",
    zh: "在随机抽样{salt}中的位置为{seen}；要求{wanted}",
  },
  below: { en: "below {percent}", zh: "小于{percent}" },
  atLeast: { en: "at least {percent}", zh: "至少为{percent}" },
} satisfies Record<string, LocalizedText>;

/** Explains a random share by the place of the subject. */
export function explainShare({ wording, subject }: LeafContext, leaf: ShareExpression): ExplainedLeaf {
  const place = placeFraction(sharePlace(shareStart(leaf), subject.id));
  const percent = percentWords(wording, leaf.share);
  const [wanted, unwanted] = [texts.below, texts.atLeast].map((text) => say(wording, text, { percent })) as [string, string];
  const text = percentWords(wording, shortened(place, leaf.share));
  const sentence = (required: string): string =>
    say(wording, texts.is, { salt: quoted(wording, leaf.salt), seen: text, wanted: required });
  return {
    seen: { missing: false, value: place, text },
    wanted,
    unwanted,
    sentence: sentence(wanted),
    unwantedSentence: sentence(unwanted),
  };
}

/** Rounds a place down to two decimals of a percentage, or to more where two would put it on the other side of the share. */
function shortened(place: number, share: number): number {
  for (const scale of [1e4, 1e6, 1e8]) {
    const short = Math.floor(place * scale) / scale;
    if (short < share === place < share) return short;
  }
  return place;
}
