/** Keys of documents of one kind. */
export interface KeysOfKind {
  readonly kind: string;
  readonly ids: readonly string[];
}

/** Groups keys that are sorted by kind, up to a number of keys per group. */
export function byKind(keys: readonly { readonly kind: string; readonly id: string }[], size: number): readonly KeysOfKind[] {
  return runsOf(keys, ({ kind }) => kind, size).map((run) => ({ kind: run[0]!.kind, ids: run.map(({ id }) => id) }));
}

/** Splits a list into runs of items with the same property, up to a number of items per run. */
export function runsOf<Item>(items: readonly Item[], propertyOf: (item: Item) => string, size: number): readonly Item[][] {
  const runs: Item[][] = [];
  for (const item of items) {
    const last = runs.at(-1);
    if (last === undefined || last.length === size || propertyOf(last[0]!) !== propertyOf(item)) runs.push([item]);
    else last.push(item);
  }
  return runs;
}
