import type { ClaimedMessage, OutboxMessage } from "../../storage/index.js";
import { assertMayAll, type CallOptions, contextOf, type WorkspaceContext } from "../workspace-context.js";

/** How to listen. */
export interface ChangesOptions extends CallOptions {
  /**
   * Identifiers of changes that were dealt with already, although the process died before it could say so: they are
   * acknowledged and not handed out again.
   */
  readonly after?: string | readonly string[] | undefined;
  /** How long changes stay in this listener's hands, milliseconds: longer than it takes to deal with a whole batch. A minute unless told. */
  readonly leaseMilliseconds?: number | undefined;
  /** How many are taken into hand at a time; 100 unless told. */
  readonly batch?: number | undefined;
}

/** Something that changed. */
export interface Change extends OutboxMessage {
  /** 1 for the first delivery; above 1 it may have been delivered before. */
  readonly attempt: number;
}

/** Hands out what changed; see `Clientele.changes`. */
export async function* changes(workspace: WorkspaceContext, options: ChangesOptions): AsyncGenerator<Change, void, void> {
  assertMayAll(workspace, "changes", options);
  const { leaseMilliseconds = 60_000, batch = 100 } = options;
  const known = new Set(typeof options.after === "string" ? [options.after] : options.after);
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
        // Who asks for the next one has dealt with this one.
        if (!known.has(message.message.id)) yield { ...message.message, attempt: message.attempt };
        handled.push(message);
      }
    } finally {
      // Without the signal: what was dealt with is dealt with, also where the listener was stopped.
      const deliveries = handled.map(({ message, lease }) => ({ id: message.id, lease }));
      if (deliveries.length > 0) await outbox.acknowledge(contextOf(workspace), deliveries);
    }
  }
}
