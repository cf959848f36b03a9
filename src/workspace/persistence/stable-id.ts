const MAX_LENGTH = 256;

/**
 * Returns the SHA-256 of some texts as 64 hexadecimal digits. Lengths are hashed too, so that two different lists of texts never
 * have the same input.
 *
 * @param key - secret of the host; without it, guessing a text is enough to recognize its hash
 */
export async function digestOf(parts: readonly string[], key: string): Promise<string> {
  const text = [key, ...parts].map((part) => `${part.length}:${part}`).join("");
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Returns an identifier unchanged, or its hash if it is too long for a storage. */
export async function storableId(id: string): Promise<string> {
  return id.length <= MAX_LENGTH ? id : `sha256:${await digestOf([id], "")}`;
}
