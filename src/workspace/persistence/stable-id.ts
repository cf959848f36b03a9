import type { WorkspaceContext } from "../workspace-context.js";

const MAX_LENGTH = 256;

/** Returns the SHA-256 of a text as 64 hexadecimal digits: the default of the option `digest`. */
export async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", encoder.encode(text)));
  let digits = "";
  for (const byte of bytes) digits += HEXADECIMAL[byte]!;
  return digits;
}

const encoder = /* @__PURE__ */ new TextEncoder();
/** Two digits for each byte. */
const HEXADECIMAL = /* @__PURE__ */ Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/**
 * Returns the digest of some texts, keyed by the secret of the host: without one, guessing a text is enough to recognize its
 * hash. Lengths are hashed too, so that two different lists of texts never have the same input.
 */
export async function digestOf({ digest, hashKey }: WorkspaceContext, parts: readonly string[], key = hashKey): Promise<string> {
  return digest([key, ...parts].map((part) => `${part.length}:${part}`).join(""));
}

/** Returns an identifier unchanged, or its hash if it is too long for a storage. */
export async function storableId(workspace: WorkspaceContext, id: string): Promise<string> {
  return id.length <= MAX_LENGTH ? id : `sha256:${await digestOf(workspace, [id], "")}`;
}
