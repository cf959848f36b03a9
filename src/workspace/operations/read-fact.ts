import type { Problem } from "../../kernel/index.js";
import type { Interaction, ParseResult } from "../../models/index.js";
import { blockedProblem } from "../blocked-identifiers.js";
import { clockBounds } from "../persistence/future-changes.js";
import type { WorkspaceContext } from "../workspace-context.js";

/**
 * Parses an interaction by the schema, and checks what the schema cannot know: its customer has an identifier, and its instant
 * is not ahead of the clock. A fact from the future would fix the stage of its customer until then.
 */
export function readFact(
  workspace: WorkspaceContext,
  input: unknown,
): ParseResult<Interaction> & { readonly unknown?: string | undefined } {
  const parsed = workspace.schema.readInteraction(input);
  if (!parsed.ok) return parsed;
  const { customerId, at } = parsed.value;
  const problems: Problem[] = [];
  if (workspace.isBlocked(customerId)) problems.push(blockedProblem("customerId", customerId));
  const { latest } = clockBounds(workspace);
  if (at.getTime() > latest) {
    const message = `Must not be after ${new Date(latest).toISOString()}: the clock and its tolerance. Got ${at.toISOString()}.`;
    problems.push({ path: "at", message });
  }
  return problems.length === 0
    ? parsed
    : { ok: false, problems, ...(parsed.unknown !== undefined && { unknown: parsed.unknown }) };
}
