/** Names of the families of dotted names: `order.*` for `order.placed`. */
type FamilyOf<Name extends string, Prefix extends string = ""> = Name extends `${infer Head}.${infer Rest}`
  ? `${Prefix}${Head}.*` | FamilyOf<Rest, `${Prefix}${Head}.`>
  : never;

/** What names interactions in a rule: a type, a family of types (`order.*`), or any interaction (`*`). */
export type InteractionName<Interactions> =
  | (keyof Interactions & string)
  | FamilyOf<keyof Interactions & string>
  | (keyof Interactions extends never ? never : "*");

/** Properties of interactions of these types; of a family, what at least one of its types declares. */
export type PropertiesOf<Interactions, Type> = Type extends keyof Interactions
  ? Interactions[Type]
  : Type extends "*"
    ? Joined<Interactions[keyof Interactions]>
    : Type extends `${infer Prefix}*`
      ? Joined<Interactions[Extract<keyof Interactions, `${Prefix}${string}`>]>
      : never;

/** An object type with the keys of every member of a union. */
type Joined<Union> = {
  readonly [Key in Union extends unknown ? keyof Union : never]: Union extends unknown
    ? Key extends keyof Union
      ? Union[Key]
      : never
    : never;
};
