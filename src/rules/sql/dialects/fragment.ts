/** Kind of a bound value, which decides its placeholder in each dialect. */
export type BindKind = "text" | "number" | "integer" | "boolean" | "json";

/** A value that is bound to a statement, never written into it. */
export interface Bind {
  readonly kind: BindKind;
  readonly value: string | number | boolean;
}

/** A piece of SQL: text and bound values, in order. */
export interface Fragment {
  readonly parts: readonly (string | Bind)[];
}

/**
 * Joins text, fragments and bound values. Every interpolation is a fragment or a bind, so all raw text is in the source code.
 */
export function sql(texts: TemplateStringsArray, ...holes: readonly (Fragment | Bind)[]): Fragment {
  const parts: (string | Bind)[] = [];
  texts.forEach((text, index) => {
    if (text !== "") parts.push(text);
    const hole = holes[index];
    if (hole === undefined) return;
    // One by one: a score of many trees has more parts than a call can have arguments.
    if ("parts" in hole) for (const part of hole.parts) parts.push(part);
    else parts.push(hole);
  });
  return { parts };
}

/** Returns text from the source code or from a quoting function, never from a value, as a fragment. */
export function raw(text: string): Fragment {
  return { parts: [text] };
}

/** Joins fragments with text between them. */
export function join(fragments: readonly Fragment[], between: string): Fragment {
  return { parts: fragments.flatMap((fragment, index) => (index === 0 ? fragment.parts : [between, ...fragment.parts])) };
}

/** Joins conditions, none of which is NULL, by "and" or "or". */
export function junctionSql(kind: "all" | "any", conditions: readonly Fragment[]): Fragment {
  return sql`(${join(conditions, kind === "all" ? " AND " : " OR ")})`;
}

/** Binds a text. */
export function text(value: string): Bind {
  return { kind: "text", value };
}

/** Binds a list as the text of a JSON array. */
export function jsonList(values: readonly (string | number)[]): Fragment {
  return { parts: [{ kind: "json", value: JSON.stringify(values) }] };
}

/** Binds a double. */
export function number(value: number): Bind {
  return { kind: "number", value };
}

/** Binds a 64-bit integer: an instant, a length of time or a count. */
export function integer(value: number): Bind {
  return { kind: "integer", value };
}

/** Binds a list of values, in parentheses. */
export function list(kind: BindKind, values: readonly (string | number | boolean)[]): Fragment {
  return sql`(${join(
    values.map((value) => ({ parts: [{ kind, value }] })),
    ", ",
  )})`;
}

/** A statement for a database driver: its text with placeholders, and the parameters in order. */
export interface SqlStatement {
  readonly text: string;
  readonly parameters: readonly (string | number | boolean)[];
}
