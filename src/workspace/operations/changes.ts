import { aText, anInteger, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { ClaimedMessage, OutboxMessage } from "../../storage/index.js";
import { withRenamedField } from "../persistence/renamed-field.js";
import { assertMayAll, CALL_OPTIONS, type CallOptions, contextOf, type WorkspaceContext } from "../workspace-context.js";

/** Options of `Clientele.changes`. */
export interface ChangesOptions extends CallOptions {
  /**
   * Identifiers of changes that the listener handled before it crashed. They are acknowledged and not delivered again.
   */
  readonly after?: string | readonly string[] | undefined;
  /** How long this listener may take for a batch, in milliseconds, before others get it. Defaults to a minute. */
  readonly leaseMilliseconds?: number | undefined;
  /** Changes claimed at a time. Defaults to 100. */
  readonly batch?: number | undefined;
}

const CHANGES_OPTIONS: OptionShape<ChangesOptions> = {
  ...CALL_OPTIONS,
  after: {
    expected: "an identifier or an array of identifiers",
    accepts: (value) => aText.accepts(value) || (Array.isArray(value) && value.every(aText.accepts)),
  },
  leaseMilliseconds: anInteger({ min: 1 }),
  batch: anInteger({ min: 1 }),
};

/** A change to deliver. */
export interface Change extends OutboxMessage {
  /** 1 for the first delivery. Above 1, the change may have been delivered before. */
  readonly attempt: number;
}

/** Delivers changes; see `Clientele.changes`. */
export async function* changes(workspace: WorkspaceContext, options: ChangesOptions): AsyncGenerator<Change, void, void> {
  const { leaseMilliseconds = 60_000, batch = 100, after = [] } = requireOptions(options, CHANGES_OPTIONS);
  assertMayAll(workspace, "changes", options);
  const known = new Set(typeof after === "string" ? [after] : after);
  const { outbox } = workspace.storage;
  for (;;) {
    const claimed = await outbox.claim(contextOf(workspace, options), {
      now: workspace.clock(),
      leaseMilliseconds,
      limit: batch,
    });
    if (claimed.length === 0) return;
    const handled: ClaimedMessage[] = [];
    try {
      for (const message of claimed) {
        // Asking for the next change means that this one was handled.
        if (!known.has(message.message.id)) yield { ...readMessage(message.message), attempt: message.attempt };
        handled.push(message);
      }
    } finally {
      // Without the signal: what was handled is acknowledged even if the listener was stopped.
      const deliveries = handled.map(({ message, lease }) => ({ id: message.id, lease }));
      if (deliveries.length > 0) await outbox.acknowledge(contextOf(workspace), deliveries);
    }
  }
}

/** Reads a message, also a plugin's message that version 0.1 wrote: its identifier begins with the plugin, or is a hash. */
function readMessage(message: OutboxMessage): OutboxMessage {
  const { room } = (message.payload ?? {}) as { readonly room?: unknown };
  const isPlugins = typeof room === "string" && (message.id.startsWith(`${room}:`) || message.id.startsWith("sha256:"));
  return isPlugins ? { ...message, payload: withRenamedField(message.payload, "room", "plugin") } : message;
}
