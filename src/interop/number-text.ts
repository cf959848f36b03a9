/** Brings a written number to the plain form `-1234.5`; `undefined` when it is none. Exponents are not taken. */
export type DecimalReader = (text: string) => string | undefined;

const PLAIN = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * A reader of numbers with given separators. A group separator may be left out, but where it stands it must part groups
 * of three: `1,234.5` and `1234.5` are numbers, `12,34.5` is not.
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
