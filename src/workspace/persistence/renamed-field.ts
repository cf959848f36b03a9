/**
 * Returns a stored value with one field under its present name. Version 0.1 had another name for plugins: its documents
 * and messages are read this way, and the next write stores the present form.
 *
 * @param value - as it is stored
 * @param before - the field's name in 0.1
 * @param now - the field's present name
 */
export function withRenamedField<Value>(value: unknown, before: string, now: string): Value {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, before) || Object.hasOwn(value, now))
    return value as Value;
  const { [before]: moved, ...rest } = value as Readonly<Record<string, unknown>>;
  return { ...rest, [now]: moved } as Value;
}
