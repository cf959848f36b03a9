import { ClienteleError } from "../../kernel/index.js";
import type { DocumentChange, DocumentKey, StorageDocument, Stored } from "../../storage/index.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";
import type { WorkspaceContext } from "../workspace-context.js";
import { WORKSPACE_KINDS } from "./customer-state.js";
import { storableId } from "./stable-id.js";

/** Stored content of a document that customers share: a stock, a budget, a pointer. */
export interface SharedDocument {
  /** Version of the plugin that wrote it. */
  readonly version: number;
  /** Plain data of the plugin. */
  readonly content: unknown;
}

/** Returns the key of a plugin's shared document. */
export async function sharedKey(workspace: WorkspaceContext, { id }: WorkspacePlugin, name: string): Promise<DocumentKey> {
  return { kind: WORKSPACE_KINDS.shared, id: await storableId(workspace, [id, name].map(encodeURIComponent).join("/")) };
}

/**
 * Reads the content of a shared document; `null` where none is stored.
 *
 * @throws ClienteleError `newer_state` if a newer version of the plugin wrote it
 */
export function sharedContent(plugin: WorkspacePlugin, stored: Stored<StorageDocument> | null): unknown {
  if (stored === null) return null;
  const { version, content } = stored.value.value as SharedDocument;
  if (version <= plugin.version) return content;
  throw new ClienteleError(
    "newer_state",
    `Version ${version} of the plugin "${plugin.id}" wrote a document that customers share; this process has version ${plugin.version}. Update it.`,
    { customerId: null, plugin: plugin.id, found: version, supported: plugin.version },
  );
}

/** Returns the change that writes new content, or the same again: what was read must still be so when it is committed. */
export function sharedChange(
  { version }: WorkspacePlugin,
  key: DocumentKey,
  content: unknown,
  stored: Stored<StorageDocument> | null,
): DocumentChange {
  const value: SharedDocument = { version, content };
  return { ...key, document: { value }, expected: stored?.version ?? null };
}
