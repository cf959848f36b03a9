/** Kinds of bound values; each dialect says how its placeholder of a kind is written. */
export type BindKind = "text" | "number" | "integer" | "boolean";

/** A value that goes to the database beside the statement, never inside it. */
export interface Bind {
  readonly kind: BindKind;
  readonly value: string | number | boolean;
}

/** A piece of SQL: text and bound values in order. */
export interface Fragment {
  readonly parts: readonly (string | Bind)[];
}

/**
 * Joins text, fragments and bound values. Every interpolation is a fragment or a bind: raw text is only what is written here.
 */
export function sql(texts: TemplateStringsArray, ...holes: readonly (Fragment | Bind)[]): Fragment {
  const parts: (string | Bind)[] = [];
  texts.forEach((text, index) => {
    if (text !== "") parts.push(text);
    const hole = holes[index];
    if (hole === undefined) return;
    // one by one: a score of many trees has more parts than a call takes arguments
    if ("parts" in hole) for (const part of hole.parts) parts.push(part);
    else parts.push(hole);
  });
  return { parts };
}

/** Text that comes from the library or from a quoting function, not from a value. */
export function raw(text: string): Fragment {
  return { parts: [text] };
}

/** Fragments with text between. */
export function join(fragments: readonly Fragment[], between: string): Fragment {
  return { parts: fragments.flatMap((fragment, index) => (index === 0 ? fragment.parts : [between, ...fragment.parts])) };
}

/** A bound text. */
export function text(value: string): Bind {
  return { kind: "text", value };
}
/** A bound double. */
export function number(value: number): Bind {
  return { kind: "number", value };
}
/** A bound 64-bit integer (an instant, a length of time, a count). */
export function integer(value: number): Bind {
  return { kind: "integer", value };
}

/** A list of bound values in parentheses. */
export function list(kind: BindKind, values: readonly (string | number | boolean)[]): Fragment {
  return sql`(${join(
    values.map((value) => ({ parts: [{ kind, value }] })),
    ", ",
  )})`;
}

/** A statement ready to run. */
export interface SqlStatement {
  readonly text: string;
  readonly parameters: readonly (string | number | boolean)[];
}
