/** What is known about an item apart from its interactions. A `Product` of `clientele/models` fits. */
export interface ItemFacts {
  readonly id: string;
  /** Name for sentences; defaults to the identifier. */
  readonly name?: string | undefined;
  /** From the widest category to the narrowest. */
  readonly categoryPath?: readonly string[] | undefined;
  readonly brand?: string | undefined;
  /** Price in minor units of `currency`. */
  readonly price?: number | undefined;
  /** ISO 4217 code. */
  readonly currency?: string | undefined;
  /** Units that can be sold now; an unknown stock counts as sufficient. */
  readonly stock?: number | undefined;
  /** Whether the item is sold at all; defaults to `true`. */
  readonly active?: boolean | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}
