import { CompiledQuery } from "kysely";

/** A part of a statement: its text, and its parameters in the order of the text. */
export interface StatementPart {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/**
 * Writes a part of a statement. A value becomes a parameter (`?`), a part its own text. MySQL has no parameter for a list, so
 * that texts depend on the number of rows.
 *
 * @example
 * part`select id from t where id in (${listOf(["a", "b"])})` // => { text: "select id from t where id in (?, ?)", parameters: ["a", "b"] }
 */
export function part(texts: TemplateStringsArray, ...values: readonly (StatementPart | string | number | null)[]): StatementPart {
  const parts = values.map((value): StatementPart => (isPart(value) ? value : { text: "?", parameters: [value] }));
  return {
    text: texts.reduce((before, text, index) => `${before}${parts[index - 1]!.text}${text}`),
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

/** Writes text that is no parameter, such as the name of a table. */
export function raw(text: string): StatementPart {
  return { text, parameters: [] };
}

/** Writes a list of parameters. */
export function listOf(values: readonly (string | number | null)[]): StatementPart {
  return { text: values.map(() => "?").join(", "), parameters: values };
}

/** Joins parts. */
export function joined(parts: readonly StatementPart[], separator: string): StatementPart {
  return { text: parts.map(({ text }) => text).join(separator), parameters: parts.flatMap(({ parameters }) => parameters) };
}

/** Compiles a statement. */
export function compiled<Row>({ text, parameters }: StatementPart): CompiledQuery<Row> {
  return CompiledQuery.raw(text, [...parameters]);
}

function isPart(value: StatementPart | string | number | null): value is StatementPart {
  return typeof value === "object" && value !== null;
}
