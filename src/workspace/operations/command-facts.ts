import { ClienteleError, sameContent } from "../../kernel/index.js";
import { compareOrdered, countUpTo, problemSummary } from "../../kernel/internal.js";
import type { Interaction, InteractionCommand } from "../../models/index.js";
import type { Found } from "../persistence/load-customer.js";
import { storableId } from "../persistence/stable-id.js";
import { invalidPlugin } from "../plugins/sort-plugins.js";
import { contextOf, type WorkspaceContext } from "../workspace-context.js";
import type { DecidedCall, PreparedCall } from "./command-call.js";
import { readFact } from "./read-fact.js";

/** Returns the facts of a command as interactions of the customer. */
export async function factsOf(
  workspace: WorkspaceContext,
  { call, facts }: DecidedCall,
  about: {
    readonly key: string;
    /** Under which the customer was named. */
    readonly originId: string;
    readonly customerId: string;
    readonly at: number;
  },
): Promise<Interaction[]> {
  const { key, originId, customerId, at } = about;
  const { plugin, name, fingerprint } = call;
  const command: InteractionCommand = { plugin: plugin.id, name, key, input: fingerprint, facts: facts.length };
  const found: Interaction[] = [];
  for (const [position, { type, properties = {}, channel }] of facts.entries()) {
    const parsed = readFact(workspace, {
      id: await factId(workspace, command, position + 1),
      customerId,
      ...(originId !== customerId && { originId }),
      type,
      at,
      ...(channel !== undefined && { channel }),
      command,
      properties,
    });
    if (!parsed.ok) {
      const problem = problemSummary(`Its command "${name}" decided an invalid fact.`, parsed.problems);
      throw invalidPlugin(plugin.id, problem);
    }
    found.push(parsed.value);
  }
  return found;
}

/** Returns the identifier of a fact. Its part has three digits, so that the facts of one command keep their order. */
export function factId(
  workspace: WorkspaceContext,
  { plugin, name, key }: Pick<InteractionCommand, "plugin" | "name" | "key">,
  part: number,
): Promise<string> {
  const names = [plugin, name, key].map(encodeURIComponent);
  return storableId(workspace, [...names, String(part).padStart(3, "0")].join("/"));
}

/**
 * Returns the instant of a command's facts: the present, or the first millisecond after it at which they come after everything
 * that the command has seen. Replayed, they then meet the same state.
 */
export function instantAfter(history: readonly Interaction[], asOf: number, ids: readonly string[]): number {
  for (let at = asOf; ; at++) {
    const last = history[countUpTo(history, at) - 1];
    const isAfter = last === undefined || ids.every((id) => compareOrdered(last, { at: new Date(at), id }) < 0);
    if (isAfter) return at;
  }
}

/** Returns the facts of an earlier execution under the same key; `null` if there was none. */
export async function knownFacts(
  workspace: WorkspaceContext,
  key: string,
  calls: readonly PreparedCall[],
  { loaded, interactions }: Found,
): Promise<readonly Interaction[] | null> {
  const ids: string[] = [];
  for (const [position, { plugin, name, fingerprint }] of calls.entries()) {
    const first = interactions[position]!;
    if (first === null) continue;
    const facts = first.command?.facts ?? 0;
    const expected: InteractionCommand = { plugin: plugin.id, name, key, input: fingerprint, facts };
    if (first.customerId !== loaded.id || !sameContent(first.command, expected)) throw idempotencyConflict(expected);
    for (let part = 1; part <= facts; part++) ids.push(await factId(workspace, expected, part));
  }
  if (ids.length === 0) return null;
  const read = await workspace.storage.read(contextOf(workspace), { interactions: ids });
  return read.interactions.flatMap((fact) => fact ?? []);
}

function idempotencyConflict({ plugin, name, key }: InteractionCommand): ClienteleError<"idempotency_conflict"> {
  const message = `The key "${key}" was used before, for another customer or with another input. Use a new key for a new command.`;
  return new ClienteleError("idempotency_conflict", message, { plugin, command: name, key }, "key");
}
