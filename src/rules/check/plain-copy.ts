/** Copies a value as plain data, so that what is checked is what is used; `undefined` for functions and throwing getters. */
export function plainCopy(input: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: structuredClone(input) };
  } catch {
    return undefined;
  }
}
