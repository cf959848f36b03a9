/** Converts a written number to the plain form `-1234.5`; `undefined` for any other text, exponents included. */
export type DecimalReader = (text: string) => string | undefined;

const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * Creates a reader of numbers with the given separators. Group separators are optional, but must separate groups of three
 * digits: `1,234.5` and `1234.5` are numbers, `12,34.5` is not.
 */
export function decimalReader(decimalSeparator: string, groupSeparator: string | undefined): DecimalReader {
  if (decimalSeparator === "." && groupSeparator === undefined) {
    return (text) => (PLAIN.test(text) ? withoutPlus(text) : undefined);
  }
  const point = decimalSeparator === "." ? "\\." : decimalSeparator;
  const group = groupSeparator === undefined ? undefined : groupSeparator === "." ? "\\." : groupSeparator;
  const whole = group === undefined ? "\\d+" : `\\d{1,3}(?:${group}\\d{3})+|\\d+`;
  const written = new RegExp(`^[+-]?(?:${whole})(?:${point}\\d+)?$`);
  return (text) => {
    if (!written.test(text)) return undefined;
    const plain = groupSeparator === undefined ? text : text.replaceAll(groupSeparator, "");
    return withoutPlus(plain.replace(decimalSeparator, "."));
  };
}

function withoutPlus(text: string): string {
  return text.startsWith("+") ? text.slice(1) : text;
}
