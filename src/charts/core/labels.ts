import type { Locale } from "../../kernel/index.js";
import { type Label, labelText } from "./number-text.js";

/** An identifier with its name for people. */
export interface Named {
  readonly id: string;
  /** Name for people; defaults to the identifier. */
  readonly label?: Label | undefined;
}

/** Returns a function from identifiers to names in the language of the reader; an identifier without a name is its own name. */
export function namesOf(entries: readonly Named[] | undefined, locale: Locale): (id: string) => string {
  const names = new Map((entries ?? []).map(({ id, label = id }) => [id, labelText(label, locale)]));
  return (id) => names.get(id) ?? id;
}
