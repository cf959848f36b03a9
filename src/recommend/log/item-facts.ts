/** What is known of an item besides who took it: a `Product` of `clientele/models` is one. */
export interface ItemFacts {
  readonly id: string;
  /** For sentences; the identifier where it is absent. */
  readonly name?: string | undefined;
  /** From the widest category to the narrowest. */
  readonly categoryPath?: readonly string[] | undefined;
  readonly brand?: string | undefined;
  /** Minor units. */
  readonly price?: number | undefined;
  /** Units that can be sold now; unknown is taken for enough. */
  readonly stock?: number | undefined;
  /** Sold at all; `true` unless told. */
  readonly active?: boolean | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}
