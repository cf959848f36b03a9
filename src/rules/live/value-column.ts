/** A value that facts of some types carry: a property, or the local day. It is read once, when a fact comes in. */
export interface ValueColumn {
  readonly key: string;
  /** Kind of a fact → place of the value among the values of the fact; −1 where it has none. */
  readonly places: number[];
}
