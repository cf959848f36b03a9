import { compareCodePoints } from "../kernel/index.js";
import type { DocumentKey } from "./document-store.js";

/** Returns a text that is the same for documents of one key only. No identifier contains U+0000. */
export function documentKey({ kind, id }: DocumentKey): string {
  return `${kind}\0${id}`;
}

/** Compares documents by kind and identifier, in code-point order. */
export function compareDocuments(left: DocumentKey, right: DocumentKey): number {
  return compareCodePoints(left.kind, right.kind) || compareCodePoints(left.id, right.id);
}
