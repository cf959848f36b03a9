/** Values at the end of a path. */
type LeafValue = string | number | boolean | Date | readonly unknown[] | null | undefined;

/** Whether a type is a record, whose keys are not known and cannot be part of a path. */
type IsRecord<Value> = string extends keyof Value ? true : false;

/** Every path to a field of an object type, at most five levels deep. */
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

/** The paths of fields of a type. */
export type FieldPathTo<Type, Wanted> = {
  [Path in FieldPath<Type>]: FieldAt<Type, Path> extends Wanted ? Path : never;
}[FieldPath<Type>];
