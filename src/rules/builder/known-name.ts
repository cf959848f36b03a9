/** What stands in an error where a name is not known: the message names the nearest one. */
export interface UnknownName<Message extends string> {
  readonly unknownName: Message;
}

/** Constraint of a name: editors offer the known ones, and every other text reaches {@link KnownName}. */
export type NameOf<Known extends string> = Known | (string & {});

/**
 * A name that is known, or a type that no text has and whose message says what was meant: an error of one line in the place
 * of a union of all names.
 */
export type KnownName<Name, Known extends string> = Name extends Known
  ? Name
  : Name extends string
    ? UnknownName<Message<Name, Nearest<Name, Known>>>
    : never;

type Message<Name extends string, Near extends string> = [Near] extends [never]
  ? `"${Name}" is not in the schema.`
  : `"${Name}" is not in the schema. Did you mean "${Near}"?`;

/** Known names at one edit, and those that end with it (`plan` for `attributes.plan`) or go on after it (`order.refund`). */
type Nearest<Name extends string, Known extends string> = Known extends unknown
  ? Known extends `${string}.${Name}`
    ? Known
    : Known extends `${Name}${infer End}`
      ? End extends `${string}.${string}`
        ? never
        : Known
      : IsOneEdit<AfterCommonStart<Name, Known>> extends true
        ? Known
        : never
  : never;

type AfterCommonStart<Left extends string, Right extends string> = Left extends `${infer First}${infer LeftRest}`
  ? Right extends `${First}${infer RightRest}`
    ? AfterCommonStart<LeftRest, RightRest>
    : [Left, Right]
  : [Left, Right];

/** A letter more, a letter less, another letter, or two letters swapped. */
type IsOneEdit<Rests extends readonly [string, string]> = Rests extends readonly [
  infer Left extends string,
  infer Right extends string,
]
  ? Left extends `${infer A}${infer LeftRest}`
    ? Right extends `${infer B}${infer RightRest}`
      ? LeftRest extends Right | RightRest
        ? true
        : RightRest extends Left
          ? true
          : IsSwap<A, LeftRest, B, RightRest>
      : LeftRest extends ""
        ? true
        : false
    : Right extends `${string}${infer RightRest}`
      ? RightRest extends ""
        ? true
        : false
      : false
  : false;

type IsSwap<
  A extends string,
  LeftRest extends string,
  B extends string,
  RightRest extends string,
> = LeftRest extends `${B}${infer Rest}` ? (RightRest extends `${A}${Rest}` ? true : false) : false;
