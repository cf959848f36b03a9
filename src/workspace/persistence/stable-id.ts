import type { WorkspaceContext } from "../workspace-context.js";

const MAX_LENGTH = 256;

/** Returns the SHA-256 of a text as 64 hexadecimal digits: the default of the option `digest`. */
export async function sha256(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

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
