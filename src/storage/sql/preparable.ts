const PREPARABLE = /^\s*\(?\s*(select|insert|update|delete|with)\b/i;

/** Tells whether a statement reads or writes rows, so that preparing it saves time. */
export function canBePrepared(text: string): boolean {
  return PREPARABLE.test(text);
}
