const LONGEST = 256;

/**
 * SHA-256 of some texts, as 64 hexadecimal digits; lengths go in too, so that no two lists of texts are taken for one.
 *
 * @param key - a secret of the host: with it, nobody who guesses a text can tell that its hash is here
 */
export async function digestOf(parts: readonly string[], key: string): Promise<string> {
  const text = [key, ...parts].map((part) => `${part.length}:${part}`).join("");
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** An identifier as it is, or its hash where a storage would refuse its length. */
export async function storableId(id: string): Promise<string> {
  return id.length <= LONGEST ? id : `sha256:${await digestOf([id], "")}`;
}
