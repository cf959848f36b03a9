import type { Locale } from "../../kernel/index.js";
import { type Label, labelText } from "./number-text.js";

/** Something with an identifier, and what people call it. */
export interface Named {
  readonly id: string;
  /** The identifier unless given. */
  readonly label?: Label;
}

/** What people call an identifier, in the reader's language; the identifier where nothing is known. */
export function namesOf(entries: readonly Named[] | undefined, locale: Locale): (id: string) => string {
  const names = new Map((entries ?? []).map(({ id, label = id }) => [id, labelText(label, locale)]));
  return (id) => names.get(id) ?? id;
}
