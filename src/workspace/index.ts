export {
  type AccessPolicy,
  type AccessRequest,
  type Actor,
  plainAccess,
  type WorkspaceAction,
} from "./access/access.js";
export type { AudienceMember, AudienceOptions } from "./operations/audience.js";
export { type AuditEntry, type AuditPolicy, auditEverything, auditWrites } from "./access/audit.js";
export type { Change, ChangesOptions } from "./operations/changes.js";
export { type Clientele, type ClienteleOptions, createClientele } from "./create-clientele.js";
export type { EraseReport } from "./operations/erase.js";
export type { CustomerExport, ReasonedOptions } from "./operations/export.js";
export type { IdentifyReport, IdentifyRequest } from "./operations/identify.js";
export { type InventoryField, profileInventory, type RegisteredField, type Sensitivity } from "./access/inventory.js";
export type { MergeRecord, MergeReport, MergeRequest } from "./operations/merge.js";
export type { RefreshOptions, RefreshProgress, RefreshReport } from "./operations/refresh.js";
export { riskRoom, type RiskRoomOptions, type RiskState } from "./plugins/risk-plugin.js";
export { type SegmentsRoomOptions, segmentsRoom, type SegmentsState } from "./plugins/segments-plugin.js";
export { stageRoom, type StageRoomOptions, type StageState } from "./plugins/stage-plugin.js";
export { valueRoom, type ValueRoomOptions, type ValueState } from "./plugins/value-plugin.js";
export type { CallOptions } from "./workspace-context.js";
export { WORKSPACE_KINDS } from "./persistence/customer-state.js";
export type { FailedCustomer, TickOptions, TickReport } from "./operations/tick.js";
export type { RejectedInteraction, TrackReport } from "./operations/track.js";
export type { UpdateOptions, UpdateReport } from "./operations/update.js";
export type { CustomerView, RoomView, ViewOptions } from "./operations/view.js";
export type {
  RoomDecision,
  RoomFit,
  RoomInput,
  RoomMessage,
  RoomViewInput,
  ViewFact,
  WorkspaceRoom,
} from "./plugins/workspace-plugin.js";
