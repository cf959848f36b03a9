/**
 * The workspace puts the pure modules over a database: it records what happened, decides about the customer in the same
 * change set, applies what time makes due, and tells others what changed.
 *
 * Its main functions are {@link createClientele}, which makes a workspace from a storage and plugins, and the four plugins
 * {@link stagePlugin}, {@link valuePlugin}, {@link segmentsPlugin} and {@link riskPlugin}. Start with `createClientele`; the
 * methods of {@link Clientele} are the operations. A host adds decisions of its own as a {@link WorkspacePlugin}.
 *
 * @packageDocumentation
 */

// The workspace and its options.
export {
  type Clientele,
  type ClienteleOptions,
  createClientele,
  type ProfileOf,
  type WorkspacePolicies,
} from "./create-clientele.js";
export type { UnknownNames } from "./host-schema.js";
export type { CallOptions } from "./workspace-context.js";

// Plugins: what is decided about every customer.
export { type InventoryField, profileInventory, type RegisteredField, type Sensitivity } from "./plugins/inventory.js";
export { type RiskPlugin, riskPlugin, type RiskPluginOptions, type RiskState } from "./plugins/risk-plugin.js";
export {
  type SegmentsPlugin,
  segmentsPlugin,
  type SegmentsPluginOptions,
  type SegmentsState,
} from "./plugins/segments-plugin.js";
export { type StagePlugin, stagePlugin, type StagePluginOptions, type StageState } from "./plugins/stage-plugin.js";
export type { ValueFact, ValueState } from "./plugins/value-facts.js";
export { type ValuePlugin, valuePlugin, type ValuePluginOptions } from "./plugins/value-plugin.js";
export type {
  CommandFact,
  CommandInput,
  CommandNeeds,
  CommandOutcome,
  CommandQuestion,
  CommandRefusal,
  PluginCommand,
  PluginUnwind,
  UnwindQuestion,
} from "./plugins/plugin-command.js";
export type {
  PluginCommands,
  PluginDecision,
  PluginFit,
  PluginInput,
  PluginMessage,
  PluginViewInput,
  SplitStates,
  ViewFact,
  ViewValue,
  WorkspacePlugin,
} from "./plugins/workspace-plugin.js";

// Persistence: the documents that the workspace keeps.
export { WORKSPACE_KINDS } from "./persistence/customer-state.js";

// Access: who may do and see what, and the audit log.
export { type AccessPolicy, type AccessRequest, type Actor, clearanceAccess, type WorkspaceAction } from "./access/access.js";
export { type AuditEntry, type AuditPolicy, auditEverything, auditExcept, auditWrites } from "./access/audit-policy.js";

// Operations: options and results of the methods of a workspace.
export type { AudienceMember, AudienceOptions } from "./operations/audience.js";
export type { Change, ChangesOptions } from "./operations/changes.js";
export type { CommandResult } from "./operations/command-task.js";
export type { EraseOptions, EraseReport } from "./operations/erase.js";
export type { CommandRequest, CommandRequestOf, ExecuteOptions, UnwindRequest } from "./operations/execute.js";
export type { CustomerExport, ReasonedOptions } from "./operations/export.js";
export type { IdentifyReport, IdentifyRequest } from "./operations/identify.js";
export type { MergedStates, MergeRecord, MergeReport, MergeRequest } from "./operations/merge.js";
export type { PruneAuditOptions, PruneAuditReport } from "./operations/prune-audit.js";
export type { RefreshOptions, RefreshProgress, RefreshReport } from "./operations/refresh.js";
export type { FailedCustomer, TickOptions, TickReport } from "./operations/tick.js";
export type { RejectedInteraction, TrackReport } from "./operations/track.js";
export type { UnmergeReport, UnmergeRequest } from "./operations/unmerge.js";
export type { UpdateOptions, UpdateReport } from "./operations/update.js";
export type { CustomerView, PluginView, PluginViewOf, ViewOptions } from "./operations/view.js";

// Error codes.
export type { WorkspaceErrors } from "./errors.js";
