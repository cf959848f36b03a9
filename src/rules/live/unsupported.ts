/** Marks a part of a rule that stored state cannot answer yet; the name is that of the operator. */
class Unsupported extends Error {
  declare readonly operator: string;

  constructor(operator: string) {
    super(operator);
    this.operator = operator;
  }
}

/** Stops the compilation of a leaf that needs the history. */
export function unsupported(operator: string): never {
  throw new Unsupported(operator);
}

/** Returns the operator that a caught value names; `undefined` for any other error. */
export function unsupportedOperator(caught: unknown): string | undefined {
  return caught instanceof Unsupported ? caught.operator : undefined;
}
