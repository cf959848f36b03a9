import { aText, anInteger, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { ClaimedSubject, OutboxMessage } from "../../storage/index.js";
import type { AccessRequest } from "../access/access.js";
import { withRenamedField } from "../persistence/renamed-field.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";
import { assertMayAll, CALL_OPTIONS, type CallOptions, contextOf, type WorkspaceContext } from "../workspace-context.js";

/** Options of `Clientele.changes`. */
export interface ChangesOptions extends CallOptions {
  /**
   * Identifiers of changes that the listener handled before it crashed. They are acknowledged and not delivered again.
   */
  readonly after?: string | readonly string[] | undefined;
  /** How long this listener may take for a batch, in milliseconds, before others get the rest of it. Defaults to a minute. */
  readonly leaseMilliseconds?: number | undefined;
  /** Customers claimed at a time. Defaults to 100. */
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

/**
 * A change to deliver. A receiver keeps, for each customer, the highest revision and part that it has applied, and drops what is
 * not newer: a delivery that stalled inside the receiver may still arrive late.
 */
export interface Change {
  /** Stable identifier, by which a receiver recognizes a second delivery. */
  readonly id: string;
  /** Kind of the change (`"stage.changed"`). */
  readonly type: string;
  /** Instant of the decision, by the clock of the machine that took it. */
  readonly at: Date;
  /** References and results. Holds only `customerId` and `plugin` if the actor may not see them. */
  readonly payload: unknown;
  /** The customer whom the change is about. */
  readonly subject: string;
  /** Revision of the customer: 1 for the first decision, one more with each. */
  readonly revision: number;
  /** Position among the changes of the revision, from 1. */
  readonly part: number;
  /** Whether the payload was withheld, because the actor may not see it in a view. */
  readonly withheld: boolean;
  /** 1 for the first delivery. Above 1, the change may have been delivered before. */
  readonly attempt: number;
}

/** Delivers changes; see `Clientele.changes`. */
export async function* changes(workspace: WorkspaceContext, options: ChangesOptions): AsyncGenerator<Change, void, void> {
  const { leaseMilliseconds = 60_000, batch = 100, after = [] } = requireOptions(options, CHANGES_OPTIONS);
  const request = assertMayAll(workspace, "changes", options);
  const known = new Set(typeof after === "string" ? [after] : after);
  const { outbox } = workspace.storage;
  const context = contextOf(workspace, options);
  for (;;) {
    // Read before the claim: the lease of the database cannot end before the time that this clock measures.
    const end = workspace.monotonic() + leaseMilliseconds;
    const claimed = await outbox.claim(context, { leaseMilliseconds, limit: batch });
    if (claimed.length === 0) return;
    const handled: { readonly subject: string; readonly lease: string; readonly through: number }[] = [];
    try {
      const visible = await visibilityOf(workspace, request, claimed);
      for (const { subject, lease, attempt, messages } of claimed) {
        for (const [position, message] of messages.entries()) {
          if (workspace.monotonic() >= end) break;
          // Asking for the next change means that this one was handled.
          if (!known.has(message.id)) yield changeOf(readMessage(message), attempt, visible);
          const isWhole = messages[position + 1]?.sequence !== message.sequence;
          if (isWhole) setThrough(handled, { subject, lease, through: message.sequence });
        }
      }
    } finally {
      // Without the signal: what was handled is acknowledged even if the listener was stopped.
      if (handled.length > 0) await outbox.acknowledge(contextOf(workspace), handled);
    }
  }
}

type Handled = { readonly subject: string; readonly lease: string; readonly through: number };

/** Keeps the last sequence of each subject. */
function setThrough(handled: Handled[], next: Handled): void {
  if (handled.at(-1)?.subject === next.subject) handled.pop();
  handled.push(next);
}

function changeOf(message: OutboxMessage, attempt: number, visible: (message: OutboxMessage) => boolean): Change {
  const { id, type, at, payload, subject, sequence, part } = message;
  const withheld = !visible(message);
  return {
    id,
    type,
    at,
    subject,
    revision: sequence,
    part,
    attempt,
    withheld,
    payload: withheld ? referencesOf(payload) : payload,
  };
}

/** Returns what a payload refers to, without its results. */
function referencesOf(payload: unknown): unknown {
  const { customerId, plugin } = (payload ?? {}) as Readonly<Record<string, unknown>>;
  return { ...(customerId !== undefined && { customerId }), ...(plugin !== undefined && { plugin }) };
}

/**
 * Returns a function that tells whether the actor may see the results in a message: whether a view of the customer would show
 * them. Messages of the workspace itself name customers and fields, and no values.
 */
async function visibilityOf(
  workspace: WorkspaceContext,
  request: AccessRequest,
  claimed: readonly ClaimedSubject[],
): Promise<(message: OutboxMessage) => boolean> {
  const plugins = new Map(workspace.plugins.map((plugin) => [plugin.id, plugin]));
  const subjects = claimed.filter(({ messages }) => messages.some((message) => pluginIn(message) !== undefined));
  const ids = subjects.map(({ subject }) => subject);
  const { customers } =
    ids.length === 0 ? { customers: [] } : await workspace.storage.read(contextOf(workspace), { customers: ids });
  const profiles = new Map(ids.map((id, position) => [id, customers[position]?.value ?? null]));
  return (message) => {
    const id = pluginIn(message);
    if (id === undefined) return true;
    const about: AccessRequest = {
      ...request,
      action: "view",
      customerId: message.subject,
      customer: profiles.get(message.subject) ?? null,
    };
    if (!workspace.access.may(about).allowed) return false;
    return fieldsOf(id, plugins.get(id)).every((field) => workspace.access.maySee(about, field));
  };
}

/** Returns the fields that a message of a plugin may tell about. Those of a plugin that is not here are unknown, and sensitive. */
function fieldsOf(id: string, plugin: WorkspacePlugin | undefined) {
  const section = `plugin:${id}`;
  if (plugin !== undefined) return plugin.inventory.map((field) => ({ ...field, section }));
  const label = { en: id, zh: id };
  return [{ path: "", label, sensitivity: "sensitive", origin: "derived", section } as const];
}

function pluginIn({ payload }: OutboxMessage): string | undefined {
  const { plugin, room } = (payload ?? {}) as { readonly plugin?: unknown; readonly room?: unknown };
  const id = plugin ?? room;
  return typeof id === "string" ? id : undefined;
}

/** Reads a message, also a plugin's message that version 0.1 wrote: its identifier begins with the plugin, or is a hash. */
function readMessage(message: OutboxMessage): OutboxMessage {
  const { room } = (message.payload ?? {}) as { readonly room?: unknown };
  const isPlugins = typeof room === "string" && (message.id.startsWith(`${room}:`) || message.id.startsWith("sha256:"));
  return isPlugins ? { ...message, payload: withRenamedField(message.payload, "room", "plugin") } : message;
}
