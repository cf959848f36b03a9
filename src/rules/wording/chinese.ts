/**
 * Fills the places of a Chinese text. A space goes between a Chinese character and a Latin letter or digit, and nowhere else.
 */
export function filledChinese(text: string, places: Readonly<Record<string, string | number>>): string {
  return text
    .split(PLACE)
    .map((piece, index) => (index % 2 === 0 || !Object.hasOwn(places, piece) ? piece : String(places[piece])))
    .reduce(joinedChinese, "");
}

const PLACE = /\{(\w+)\}/;
const CHINESE = /\p{Script=Han}/u;
const LATIN = /[\x21-\x7e¥\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

function joinedChinese(left: string, right: string): string {
  if (left === "" || right === "") return left + right;
  const before = Array.from(left.slice(-2)).at(-1)!;
  const after = String.fromCodePoint(right.codePointAt(0)!);
  const meet = (CHINESE.test(before) && LATIN.test(after)) || (LATIN.test(before) && CHINESE.test(after));
  return `${left}${meet ? " " : ""}${right}`;
}
