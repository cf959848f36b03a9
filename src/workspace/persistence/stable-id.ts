import type { WorkspaceContext } from "../workspace-context.js";

const MAX_LENGTH = 256;

/** Returns the SHA-256 of a text as 64 hexadecimal digits: the default of the option `digest`. */
export function sha256(text: string): string | Promise<string> {
  if (nodeHash === undefined) nodeHash = hashOfNode();
  return nodeHash === null ? standardSha256(text) : nodeHash("sha256", text);
}

/** A hash of Node, which takes a fortieth of the time of the standard one, which makes promises and buffers for every text. */
type NodeHash = (algorithm: "sha256", text: string) => string;
let nodeHash: NodeHash | null | undefined;

/** Returns the hash of Node 20.16 and later, and of runtimes with the same modules; `null` elsewhere. */
function hashOfNode(): NodeHash | null {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?(name: "node:crypto"): { readonly hash?: NodeHash } | undefined };
  };
  return process?.getBuiltinModule?.("node:crypto")?.hash ?? null;
}

/** Returns the same by the interface that browsers and workers have too. */
export async function standardSha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
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
