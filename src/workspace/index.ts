export {
  type AccessPolicy,
  type AccessRequest,
  type Actor,
  plainAccess,
  type WorkspaceAction,
} from "./access.js";
export type { AudienceMember, AudienceOptions } from "./audience.js";
export { type AuditEntry, type AuditPolicy, auditEverything, auditWrites } from "./audit.js";
export type { Change, ChangesOptions } from "./changes.js";
export { type Clientele, type ClienteleOptions, createClientele } from "./create-clientele.js";
export type { EraseReport } from "./erase.js";
export type { CustomerExport, ReasonedOptions } from "./export.js";
export type { IdentifyReport, IdentifyRequest } from "./identify.js";
export { type InventoryField, profileInventory, type RegisteredField, type Sensitivity } from "./inventory.js";
export type { MergeRecord, MergeReport, MergeRequest } from "./merge.js";
export type { RefreshOptions, RefreshProgress, RefreshReport } from "./refresh.js";
export { riskRoom, type RiskRoomOptions, type RiskState } from "./rooms/risk-room.js";
export { type SegmentsRoomOptions, segmentsRoom, type SegmentsState } from "./rooms/segments-room.js";
export { stageRoom, type StageRoomOptions, type StageState } from "./rooms/stage-room.js";
export { valueRoom, type ValueRoomOptions, type ValueState } from "./rooms/value-room.js";
export type { CallOptions } from "./shell.js";
export { WORKSPACE_KINDS } from "./standing.js";
export type { FailedCustomer, TickOptions, TickReport } from "./tick.js";
export type { RejectedInteraction, TrackReport } from "./track.js";
export type { UpdateOptions, UpdateReport } from "./update.js";
export type { CustomerView, RoomView, ViewOptions } from "./view.js";
export type {
  RoomDecision,
  RoomFit,
  RoomInput,
  RoomMessage,
  RoomViewInput,
  ViewFact,
  WorkspaceRoom,
} from "./workspace-room.js";
