import { ClienteleError } from "../../kernel/index.js";
import type { ProfileChange, Timelines } from "../../models/index.js";
import { withRenamedField } from "./renamed-field.js";

/** Kinds of the documents that the workspace keeps. Hosts may read them; only the workspace writes them. */
export const WORKSPACE_KINDS = {
  /** State of a customer, or the customer into whom this one was merged; by customer id. */
  customerState: "workspace.standing",
  /** Presence of a customer, or the tombstone of an erased one; by a hash of the identifier. */
  tombstone: "workspace.tombstone",
  /** Owner of an identity; by a hash of namespace and value. */
  identity: "workspace.identity",
  /** Record of a merge. */
  merge: "workspace.merge",
  /** Entry of the audit log. */
  audit: "workspace.audit",
  /** Model that a plugin fitted to the population; by plugin. */
  model: "workspace.model",
  /** Progress of a refresh. */
  refresh: "workspace.refresh",
  /** Document of a plugin that customers share; by plugin and name. */
  shared: "workspace.shared",
} as const;

/** What one plugin decided about one customer. */
export interface PluginState {
  readonly id: string;
  readonly version: number;
  /** Settings of the plugin; absent without any, and in states that version 0.1 wrote. */
  readonly settings?: string | undefined;
  readonly state: unknown;
  /** Version of the model that the decision used; `null` without one. */
  readonly model: number | null;
  /** Epoch milliseconds at which time alone changes the decision. */
  readonly nextCheckAt: number | null;
}

/** What a decision was based on. A later decision compares it to notice late facts. */
export interface DecisionEvidence {
  /** Number of interactions up to the instant of the decision. */
  readonly interactions: number;
  /** Identifier of the last of them. */
  readonly last: string | null;
  /** Number of profile changes up to that instant. */
  readonly changes: number;
}

/**
 * State of a customer: everything that was decided, in one document. Its version guards the customer: every decision saves it,
 * so that the slower of two writers decides again.
 */
export interface CustomerState {
  readonly status: "active";
  /** Epoch milliseconds of the last decision. */
  readonly asOf: number;
  /** Number of decisions so far. */
  readonly revision: number;
  readonly seen: DecisionEvidence;
  /** History of the profile. */
  readonly changes: readonly ProfileChange[];
  readonly timelines: Timelines;
  readonly plugins: readonly PluginState[];
  /** Instant at which the customer is due, epoch milliseconds: the next at which time alone changes something. */
  readonly dueAt: number | null;
}

/** State of a customer who was merged into another. */
export interface MergedCustomer {
  readonly status: "merged";
  readonly into: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Revision of the merge; absent in states that version 0.1 wrote. */
  readonly revision?: number | undefined;
}

/**
 * Reads the stored state of a customer, also one that version 0.1 wrote.
 *
 * @throws ClienteleError `corrupt_record` if a field is missing that every state has
 */
export function readState(value: unknown, customerId = ""): CustomerState | MergedCustomer {
  const state = withRenamedField<Partial<CustomerState> | MergedCustomer>(value, "rooms", "plugins");
  if (state?.status === "merged") return state;
  const { asOf, revision, seen, changes, timelines, plugins } = state ?? {};
  const isWhole =
    typeof asOf === "number" &&
    typeof revision === "number" &&
    typeof seen === "object" &&
    typeof timelines === "object" &&
    Array.isArray(changes) &&
    Array.isArray(plugins);
  if (isWhole) return state as CustomerState;
  const path = `${WORKSPACE_KINDS.customerState}/${customerId}`;
  const message = "The stored state of a customer is not one that a workspace wrote. Remove the document, and refresh.";
  throw new ClienteleError("corrupt_record", message, { path }, path);
}
