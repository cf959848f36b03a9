import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { problemSummary } from "../../kernel/internal.js";
import { type JsonValue, toJsonValue } from "../storable-text.js";
import type { MemoryState } from "./access.js";
import { readTenant, type SnapshotReading } from "./snapshot-reading.js";

/** Versions of the format that {@link loadState} reads; the last one is also written. */
const READABLE_VERSIONS = [1] as const;

/** Distinguishes a snapshot from other JSON. */
const SNAPSHOT_KIND = "clientele-memory-storage";

/** The content of a memory storage as plain JSON. Dates survive `JSON.stringify`. */
export interface MemorySnapshot {
  readonly kind: typeof SNAPSHOT_KIND;
  readonly version: 1;
  /** Number of versions and leases used so far, so that none is used twice after loading. */
  readonly tokens: number;
  /** Ordered by identifier; tenants without data are left out. */
  readonly tenants: readonly TenantSnapshot[];
}

/** One tenant of a snapshot; each list is in the order of its store. */
export interface TenantSnapshot {
  readonly tenantId: string;
  readonly customers: readonly JsonValue[];
  readonly interactions: readonly JsonValue[];
  readonly documents: readonly JsonValue[];
  readonly messages: readonly JsonValue[];
  readonly schedule: readonly JsonValue[];
}

/** Writes everything that is committed. Equal content gives an equal snapshot, byte for byte. */
export function snapshotOf(state: MemoryState): MemorySnapshot {
  const everything = (): boolean => false;
  const tenants = [...state.tenants]
    .sort(([left], [right]) => compareCodePoints(left, right))
    .map(([tenantId, tables]) => ({
      tenantId,
      customers: Array.from(tables.customers.ascending("byId", everything), toJsonValue),
      interactions: Array.from(tables.interactions.ascending("byTime", everything), toJsonValue),
      documents: Array.from(tables.documents.ascending("byKind", everything), toJsonValue),
      messages: Array.from(tables.messages.ascending("byTime", everything), toJsonValue),
      schedule: Array.from(tables.schedule.ascending("byTime", everything), toJsonValue),
    }))
    .filter((tenant) => Object.values(tenant).some((rows) => Array.isArray(rows) && rows.length > 0));
  return { kind: SNAPSHOT_KIND, version: 1, tokens: state.tokens, tenants };
}

/**
 * Reads a snapshot.
 *
 * @throws ClienteleError `unsupported_snapshot_version`, `invalid_snapshot` with every problem
 */
export function loadState(snapshot: unknown): MemoryState {
  const { kind, version, tokens, tenants } = (snapshot ?? {}) as Partial<Record<keyof MemorySnapshot, unknown>>;
  if (kind !== SNAPSHOT_KIND) {
    throw invalidSnapshot([{ path: "kind", message: `Must be "${SNAPSHOT_KIND}", as in the result of snapshot().` }]);
  }
  if (!READABLE_VERSIONS.some((readable) => readable === version)) {
    throw new ClienteleError(
      "unsupported_snapshot_version",
      `The snapshot has version ${String(version)}; this package reads version ${READABLE_VERSIONS.join(", ")}.`,
      { found: version, supported: READABLE_VERSIONS },
      "version",
    );
  }
  const state: MemoryState = { tenants: new Map(), tokens: 0 };
  const reading: SnapshotReading = { tokens: 0, problems: [] };
  if (Number.isSafeInteger(tokens) && (tokens as number) >= 0) state.tokens = reading.tokens = tokens as number;
  else reading.problems.push({ path: "tokens", message: "Must be an integer of at least 0." });
  if (!Array.isArray(tenants)) reading.problems.push({ path: "tenants", message: "Must be an array of tenants." });
  else tenants.forEach((tenant: unknown, index) => readTenant(state.tenants, tenant, `tenants[${index}]`, reading));
  if (reading.problems.length > 0) throw invalidSnapshot(reading.problems);
  return state;
}

function invalidSnapshot(problems: SnapshotReading["problems"]): ClienteleError<"invalid_snapshot"> {
  return new ClienteleError("invalid_snapshot", problemSummary("Invalid snapshot.", problems), { problems });
}
