/**
 * Folds A–Z to a–z and nothing else: engines and runtimes agree on no other letters.
 */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether a text matches a pattern in which `*` stands for any text, in linear time: greedy, without back-tracking. */
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

/** Texts up to this length are looked for by the engine: at worst so many steps a character. */
const SHORT = 64;

/**
 * Finds a text in others: the position at or after `from`, −1 if none. Linear, however long and repetitive both are (Knuth,
 * Morris, Pratt): the engine's own search takes half a minute for 100,000 letters in a million.
 */
export function textFinder(wanted: string): (text: string, from: number) => number {
  if (wanted.length <= SHORT) return (text, from) => text.indexOf(wanted, from);
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

/** For each beginning of a text, how long its longest proper beginning is that is its end too. */
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
