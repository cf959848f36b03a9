export {
  type AccessPolicy,
  type AccessRequest,
  type Actor,
  clearanceAccess,
  type WorkspaceAction,
} from "./access/access.js";
export type { AudienceMember, AudienceOptions } from "./operations/audience.js";
export { type AuditEntry, type AuditPolicy, auditEverything, auditWrites } from "./access/audit.js";
export type { Change, ChangesOptions } from "./operations/changes.js";
export { type Clientele, type ClienteleOptions, createClientele } from "./create-clientele.js";
export type { EraseReport } from "./operations/erase.js";
export type { CustomerExport, ReasonedOptions } from "./operations/export.js";
export type { IdentifyReport, IdentifyRequest } from "./operations/identify.js";
export { type InventoryField, profileInventory, type RegisteredField, type Sensitivity } from "./plugins/inventory.js";
export type { MergeRecord, MergeReport, MergeRequest } from "./operations/merge.js";
export type { RefreshOptions, RefreshProgress, RefreshReport } from "./operations/refresh.js";
export { riskPlugin, type RiskPluginOptions, type RiskState } from "./plugins/risk-plugin.js";
export { type SegmentsPluginOptions, segmentsPlugin, type SegmentsState } from "./plugins/segments-plugin.js";
export { stagePlugin, type StagePluginOptions, type StageState } from "./plugins/stage-plugin.js";
export { valuePlugin, type ValuePluginOptions, type ValueState } from "./plugins/value-plugin.js";
export type { CallOptions } from "./workspace-context.js";
export { WORKSPACE_KINDS } from "./persistence/customer-state.js";
export type { FailedCustomer, TickOptions, TickReport } from "./operations/tick.js";
export type { RejectedInteraction, TrackReport } from "./operations/track.js";
export type { UpdateOptions, UpdateReport } from "./operations/update.js";
export type { CustomerView, PluginView, ViewOptions } from "./operations/view.js";
export type {
  PluginDecision,
  PluginFit,
  PluginInput,
  PluginMessage,
  PluginViewInput,
  ViewFact,
  WorkspacePlugin,
} from "./plugins/workspace-plugin.js";
export type { WorkspaceErrors } from "./errors.js";
