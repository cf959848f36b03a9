/** Checksum of lines in their order. */
export interface LineChecksum {
  add(line: string): Promise<void>;
  /** Returns the SHA-256 of all lines so far, in hexadecimal. */
  digest(): Promise<string>;
}

/** Number of lines that are hashed at once. Part of the format: another number gives another checksum. */
const BLOCK = 512;

/**
 * Creates a checksum. Web Crypto hashes only whole texts, so lines are hashed in blocks, each with the digest of the blocks
 * before it. Memory stays bounded, and a change of any line changes the result.
 */
export function lineChecksum(): LineChecksum {
  const encoder = new TextEncoder();
  let digest = "";
  let block: string[] = [];

  const close = async (): Promise<void> => {
    const bytes = await crypto.subtle.digest("SHA-256", encoder.encode([digest, ...block].join("\n")));
    digest = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
    block = [];
  };

  return {
    async add(line) {
      block.push(line);
      if (block.length === BLOCK) await close();
    },
    async digest() {
      if (block.length > 0) await close();
      return digest;
    },
  };
}
