/** Folds A–Z to a–z and nothing else, since databases and runtimes agree on no other letters. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Folds a text where its test ignores case. */
export function foldIf<Value>(ignoreCase: boolean | undefined, value: Value): Value | string {
  return ignoreCase === true && typeof value === "string" ? foldAscii(value) : value;
}

/** Compiles a pattern in which `*` stands for any text. Matching takes linear time: it is greedy and never backtracks. */
export function likeMatcher(pattern: string): (text: string) => boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return (text) => text === pattern;
  const [head, ...rest] = parts as [string, ...string[]];
  const tail = rest.pop()!;
  const finders = rest.map((part) => ({ length: part.length, find: textFinder(part) }));
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
    const end = text.length - tail.length;
    let position = head.length;
    for (const { length, find } of finders) {
      const found = find(text, position);
      if (found < 0 || found + length > end) return false;
      position = found + length;
    }
    return true;
  };
}

/** Length up to which the JavaScript engine searches for a text; its worst case is this many steps per character. */
const SHORT = 64;

/** Whether the JavaScript engine can search for a text. */
export function isShort(wanted: string): boolean {
  return wanted.length <= SHORT;
}

/**
 * Compiles a search for a text, which returns its position at or after `from`, or −1. It takes linear time however long and
 * repetitive both texts are (Knuth, Morris, Pratt). The engine's own search takes half a minute for 100,000 letters in a
 * million.
 */
export function textFinder(wanted: string): (text: string, from: number) => number {
  if (isShort(wanted)) return (text, from) => text.indexOf(wanted, from);
  let borders: Int32Array | undefined;
  return (text, from) => {
    if (text.length - from < wanted.length) return -1;
    borders ??= bordersOf(wanted);
    let matched = 0;
    for (let index = from; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      while (matched > 0 && wanted.charCodeAt(matched) !== unit) matched = borders[matched - 1]!;
      if (wanted.charCodeAt(matched) === unit) matched++;
      if (matched === wanted.length) return index - matched + 1;
    }
    return -1;
  };
}

/** Returns, for each prefix of a text, the length of its longest proper prefix that is also its suffix. */
function bordersOf(text: string): Int32Array {
  const borders = new Int32Array(text.length);
  let length = 0;
  for (let index = 1; index < text.length; index++) {
    while (length > 0 && text.charCodeAt(index) !== text.charCodeAt(length)) length = borders[length - 1]!;
    if (text.charCodeAt(index) === text.charCodeAt(length)) length++;
    borders[index] = length;
  }
  return borders;
}
