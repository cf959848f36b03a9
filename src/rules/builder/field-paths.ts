/** Values that a path ends at. */
type LeafValue = string | number | boolean | Date | readonly unknown[] | null | undefined;

/** Whether an object has keys of its own choosing (a record), which no path can name. */
type IsRecord<Value> = string extends keyof Value ? true : false;

/** Every dotted path to a field of an object type, five levels deep at most. */
export type FieldPath<Type, Depth extends readonly unknown[] = []> = Depth["length"] extends 5
  ? never
  : {
      [Key in keyof Type & string]: NonNullable<Type[Key]> extends LeafValue
        ? Key
        : IsRecord<NonNullable<Type[Key]>> extends true
          ? Key
          : `${Key}.${FieldPath<NonNullable<Type[Key]>, [...Depth, 1]>}`;
    }[keyof Type & string];

/** The type of the field at a path. */
export type FieldAt<Type, Path extends string> = Path extends `${infer Head}.${infer Rest}`
  ? Head extends keyof Type
    ? FieldAt<NonNullable<Type[Head]>, Rest>
    : never
  : Path extends keyof Type
    ? NonNullable<Type[Path]>
    : never;

/** The paths whose field is of a type. */
export type FieldPathTo<Type, Wanted> = {
  [Path in FieldPath<Type>]: FieldAt<Type, Path> extends Wanted ? Path : never;
}[FieldPath<Type>];
