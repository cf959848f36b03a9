import type { Interaction } from "../../models/index.js";
import { type Appended, type ChangeSet, outcomesOf } from "../../storage/index.js";
import { type Actor, assertMay } from "../access/access.js";
import { addAudit } from "../access/audit.js";
import { isRefusal } from "../decisions/customer-tasks.js";
import { addDecision } from "../decisions/decision-changes.js";
import type { GatherableTask } from "../decisions/gather.js";
import type { SubmittedTask } from "../decisions/submit-task.js";
import { noChanges } from "../persistence/changes.js";
import { erasedCustomer, type Found, type LoadedCustomer } from "../persistence/load-customer.js";
import { type CallOptions, contextOf, requestOf, type WorkspaceContext } from "../workspace-context.js";
import { createdMessage } from "./update.js";

/** The facts of one customer in one call. */
export interface TrackPiece {
  readonly facts: readonly Interaction[];
  readonly options: CallOptions;
  /** Called with the outcome of each fact, by position, when they are committed. */
  settle(outcomes: readonly Appended[]): void;
  fail(error: unknown): void;
}

/** The task of recording facts of one customer, from one call or several. */
export interface TrackTask extends SubmittedTask {
  readonly pieces: TrackPiece[];
}

/**
 * Creates the task of recording facts. Facts of several calls make one decision; rights, audit, outcome and abort stay with each
 * call. If the decision about several calls fails, each is decided about on its own, so that none suffers from another.
 */
export function trackTask(workspace: WorkspaceContext, customerId: string, piece: TrackPiece): TrackTask {
  const pieces = [piece];
  let isSeparate = false;
  let settle: () => void = () => undefined;

  const fail = (piece: TrackPiece, error: unknown): void => {
    pieces.splice(pieces.indexOf(piece), 1);
    piece.fail(error);
  };

  /** Returns the pieces whose callers still wait and may record facts, each with who acts. */
  const permitted = ({ loaded, isErased }: Found): { readonly piece: TrackPiece; readonly actor: Actor }[] => {
    const found: { readonly piece: TrackPiece; readonly actor: Actor }[] = [];
    for (const piece of isSeparate ? pieces.slice(0, 1) : [...pieces]) {
      try {
        piece.options.signal?.throwIfAborted();
        if (isErased) throw erasedCustomer(customerId);
        found.push({ piece, actor: assertMayTrack(workspace, loaded, piece.options) });
      } catch (error) {
        fail(piece, error);
      }
    }
    return found;
  };

  const decide = async (found: Found): Promise<ChangeSet | null> => {
    const { loaded } = found;
    const current = permitted(found);
    const facts = current.flatMap(({ piece }) => piece.facts.map((fact) => ofCustomer(fact, loaded.id)));
    const positions = new Map(interactionsOf(pieces).map((id, position) => [id, position]));
    // A fact may come again under another identifier of the customer.
    const outcomes = outcomesOf(
      facts.map(withoutOrigin),
      facts.map(({ id }) => {
        const known = found.interactions[positions.get(id)!] ?? null;
        return known && withoutOrigin(known);
      }),
    );
    let next = 0;
    const results = current.map(({ piece, actor }) => {
      const own = outcomes.slice(next, (next += piece.facts.length));
      return { piece, actor, outcomes: own, added: own.filter((outcome) => outcome === "appended").length };
    });
    settle = () => {
      for (const { piece, outcomes: own } of results) {
        pieces.splice(pieces.indexOf(piece), 1);
        piece.settle(own);
      }
    };
    if (!isDecisionNeeded(workspace, loaded, outcomes)) return null;
    const into = noChanges();
    for (const { actor, added } of results) {
      if (added === 0 && outcomes.includes("appended")) continue;
      addAudit(workspace, into, actor, { action: "track", customerId: loaded.id, details: { interactions: added } });
    }
    const known = loaded.customer?.value;
    await addDecision(workspace, contextOf(workspace), into, {
      loaded,
      // Without `createdAt`: a customer begins with the first fact, not with the first to arrive.
      customer: known ?? { id: loaded.id, kind: "person", version: 0 },
      changes: loaded.customerState?.value.changes ?? [],
      asOf: workspace.clock().getTime(),
      added: facts.filter((_, position) => outcomes[position] === "appended"),
      ...(known === undefined && { messages: [createdMessage(loaded.id)] }),
    });
    return into;
  };

  return {
    customerId,
    pieces,
    interactions: () => interactionsOf(pieces),
    async decide(found) {
      try {
        return await decide(found);
      } catch (error) {
        if (!isRefusal(error) || isSeparate || pieces.length < 2) throw error;
        isSeparate = true;
        settle = () => undefined;
        return null;
      }
    },
    committed() {
      settle();
      return pieces.length > 0;
    },
    failed(error, cause) {
      const isOne = isSeparate && cause === "decision";
      for (const piece of isOne ? pieces.slice(0, 1) : [...pieces]) fail(piece, error);
      return pieces.length > 0;
    },
    join(other: GatherableTask | TrackTask) {
      if (!("pieces" in other)) return false;
      pieces.push(...other.pieces);
      return true;
    },
  };
}

function interactionsOf(pieces: readonly TrackPiece[]): string[] {
  return [...new Set(pieces.flatMap(({ facts }) => facts.map(({ id }) => id)))];
}

/** Returns a fact as one of a customer. It keeps the identifier under which it came. */
export function ofCustomer(fact: Interaction, customerId: string): Interaction {
  return fact.customerId === customerId ? fact : { ...fact, customerId, originId: fact.originId ?? fact.customerId };
}

function withoutOrigin(fact: Interaction): Interaction {
  if (fact.originId === undefined) return fact;
  const { originId: _, ...rest } = fact;
  return rest;
}

/** With transactions, facts that were recorded before were also decided about. */
function isDecisionNeeded(
  { storage }: WorkspaceContext,
  { customerState }: LoadedCustomer,
  outcomes: readonly Appended[],
): boolean {
  if (outcomes.includes("appended")) return true;
  const isDecided = customerState !== null && storage.capabilities.transactions === true;
  return !isDecided && outcomes.includes("repeated");
}

function assertMayTrack(workspace: WorkspaceContext, { id, customer }: LoadedCustomer, options: CallOptions): Actor {
  const request = requestOf(workspace, "track", options, { customerId: id, customer: customer?.value ?? null });
  assertMay(workspace.access, request);
  return request.actor;
}
