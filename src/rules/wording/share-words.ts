import type { LocalizedText } from "../../kernel/index.js";
import type { ShareExpression } from "../language/expression.js";
import { quoted, say, type Wording } from "./wording.js";

const texts = {
  isIn: { en: "the subject is in the random {percent} share {salt}", zh: "属于随机抽样{salt}（{percent}）" },
  isNotIn: { en: "the subject is not in the random {percent} share {salt}", zh: "不属于随机抽样{salt}（{percent}）" },
  percent: { en: "{value}%", zh: "{value}%" },
} satisfies Record<string, LocalizedText>;

/** Describes that a subject is in a random share, or that it is not. */
export function shareWords(wording: Wording, { salt, share }: ShareExpression, isIn = true): string {
  const places = { percent: percentWords(wording, share), salt: quoted(wording, salt) };
  return say(wording, isIn ? texts.isIn : texts.isNotIn, places);
}

/** Describes a fraction as a percentage, with all its digits. */
export function percentWords(wording: Wording, fraction: number): string {
  // Moving the decimal point in the text does not round, as a multiplication by 100 does.
  const [digits, exponent = "0"] = String(fraction).split("e") as [string, string?];
  return say(wording, texts.percent, { value: Number(`${digits}e${Number(exponent) + 2}`) });
}
