/** A copy as plain data, made once so that what is checked is what is used; `undefined` where there is none (functions, getters that throw). */
export function plainCopy(input: unknown): { readonly value: unknown } | undefined {
  try {
    return { value: structuredClone(input) };
  } catch {
    return undefined;
  }
}
