import type { ProfileChange, Timelines } from "../../models/index.js";

/** Kinds of the documents that the workspace keeps. Hosts read them; only the workspace writes them. */
export const WORKSPACE_KINDS = {
  /** Where a customer stands, or into whom the customer was merged; by customer id. */
  customerState: "workspace.standing",
  /** That somebody was erased; by a hash of the identifier. */
  tombstone: "workspace.tombstone",
  /** Whose an identity is; by a hash of namespace and value. */
  identity: "workspace.identity",
  /** What was merged, with what it takes to look back. */
  merge: "workspace.merge",
  /** Who saw or changed what. */
  audit: "workspace.audit",
  /** What a plugin learned from the population; by plugin. */
  model: "workspace.model",
  /** How far a refresh has come. */
  refresh: "workspace.refresh",
} as const;

/** What one plugin decided about one customer. */
export interface PluginState {
  readonly id: string;
  readonly version: number;
  readonly state: unknown;
  /** Version of the model it was decided with; `null` without one. */
  readonly model: number | null;
  /** Epoch milliseconds at which time alone changes it. */
  readonly nextCheckAt: number | null;
}

/** What a decision has seen, by which what comes late is noticed. */
export interface DecisionEvidence {
  /** Interactions up to the instant of the decision. */
  readonly interactions: number;
  /** The last of them. */
  readonly last: string | null;
  /** Changes of the profile up to then. */
  readonly changes: number;
}

/**
 * Where a customer stands: everything that was decided, in one document. Its version guards the customer: every decision
 * saves it, so that of two writers the slower one decides again.
 */
export interface CustomerState {
  readonly status: "active";
  /** Epoch milliseconds of the last decision. */
  readonly asOf: number;
  /** How many decisions were taken. */
  readonly revision: number;
  readonly seen: DecisionEvidence;
  /** The profile's own history. */
  readonly changes: readonly ProfileChange[];
  readonly timelines: Timelines;
  readonly plugins: readonly PluginState[];
  /** What stands in the schedule, epoch milliseconds. */
  readonly dueAt: number | null;
}

/** Where a customer went who was merged into another. */
export interface MergedCustomer {
  readonly status: "merged";
  readonly into: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Key of a customer in the schedule. */
export function scheduleKey(customerId: string): string {
  return `customer:${customerId}`;
}

/** The customer that a key of the schedule speaks of; `null` for a key of the host's. */
export function scheduledCustomer(key: string): string | null {
  return key.startsWith("customer:") ? key.slice("customer:".length) : null;
}
