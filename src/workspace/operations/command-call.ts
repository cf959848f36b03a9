import { isDate } from "../../kernel/internal.js";
import { type DocumentKey, storableCopy, type StorageDocument, type Stored } from "../../storage/index.js";
import { type Decision, guarded } from "../decisions/decide-customer.js";
import type { Changes } from "../persistence/changes.js";
import { sharedChange, sharedContent } from "../persistence/shared-documents.js";
import type { CommandFact, CommandOutcome, CommandRefusal, PluginCommand } from "../plugins/plugin-command.js";
import { invalidPlugin } from "../plugins/sort-plugins.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";

/** A command of one plugin, with the input that its schema has accepted. */
export interface CommandCall {
  readonly plugin: WorkspacePlugin;
  readonly name: string;
  readonly command: Pick<PluginCommand, "needs" | "decide">;
  readonly input: unknown;
  /** Whether it may decide no facts. */
  readonly mayBeEmpty: boolean;
}

/** A call with everything about it that does not depend on the customer. */
export interface PreparedCall extends CommandCall {
  readonly fingerprint: string;
  /** Identifier of its first fact: it is stored if the command was executed before. */
  readonly firstId: string;
  readonly shared: readonly { readonly name: string; readonly key: DocumentKey }[];
}

/** What a call decided. */
export interface DecidedCall {
  readonly call: PreparedCall;
  readonly facts: readonly CommandFact[];
  readonly documents: Pick<Changes, "documents" | "checks">;
}

/** Asks a command, and checks what it decided. */
export function decidedCall(
  call: PreparedCall,
  about: {
    /** Under which the customer was named. */
    readonly originId: string;
    readonly present: Decision;
    readonly at: number;
    readonly stored: readonly (Stored<StorageDocument> | null)[];
  },
): DecidedCall | Extract<CommandOutcome, { readonly refused: unknown }> {
  const { plugin, command, input, shared, name, mayBeEmpty } = call;
  const { originId, present, stored, at } = about;
  const place = present.customerState.plugins.findIndex(({ id }) => id === plugin.id);
  const { subject, model } = present.inputs[place]!;
  const { state } = present.customerState.plugins[place]!;
  const timelines = Object.fromEntries(plugin.writes.map((key) => [key, present.customerState.timelines[key] ?? []]));
  const contents = shared.map(({ name: document }, index) => [document, sharedContent(plugin, stored[index]!)] as const);
  const outcome = guarded(plugin, subject.id, () => {
    const question = { customerId: originId, input, subject, state, timelines, shared: Object.fromEntries(contents) };
    return storableCopy(command.decide({ ...question, asOf: at, model }), "outcome");
  });
  requireOutcome(plugin, name, outcome);
  if ("refused" in outcome) return outcome;
  const { facts, shared: written = {} } = outcome;
  if (facts.length === 0 && !mayBeEmpty) {
    throw invalidPlugin(plugin.id, `Its command "${name}" decided no facts: without one, a repeated call is not recognized.`);
  }
  for (const { type } of facts)
    if (!Object.hasOwn(plugin.interactions ?? {}, type))
      throw invalidPlugin(plugin.id, `Its \`interactions\` must name the type "${type}", which its command "${name}" decided.`);
  for (const document of Object.keys(written))
    if (!shared.some((each) => each.name === document))
      throw invalidPlugin(
        plugin.id,
        `Its command "${name}" writes the shared document "${document}", which \`needs\` does not name.`,
      );
  const documents: DecidedCall["documents"] = { documents: [], checks: [] };
  if (facts.length === 0) return { call, facts, documents };
  shared.forEach(({ name: document, key }, index) => {
    const known = stored[index]!;
    if (Object.hasOwn(written, document)) documents.documents.push(sharedChange(plugin, key, written[document], known));
    else if (known !== null) documents.checks.push({ ...key, expected: known.version });
    // What is absent cannot be compared: it is created empty, so that two first writers conflict.
    else documents.documents.push(sharedChange(plugin, key, null, null));
  });
  return { call, facts, documents };
}

/** Refuses what is neither facts nor a refusal with its reason: a host would not know what became of the command. */
function requireOutcome({ id }: WorkspacePlugin, name: string, outcome: unknown): void {
  const { facts, refused } = (outcome ?? {}) as { readonly facts?: unknown; readonly refused?: Partial<CommandRefusal> };
  if (Array.isArray(facts)) return;
  const { code, reason, nextAt = null } = refused ?? {};
  const isRefusal =
    typeof code === "string" &&
    typeof reason?.en === "string" &&
    typeof reason.zh === "string" &&
    (nextAt === null || isDate(nextAt));
  if (isRefusal) return;
  throw invalidPlugin(
    id,
    `Its command "${name}" must return \`facts\`, or \`refused\` with a code, a reason in both languages and \`nextAt\`.`,
  );
}
