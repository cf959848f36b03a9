import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { problemSummary } from "../../kernel/internal.js";
import { type JsonValue, toJsonValue } from "../storable-text.js";
import type { MemoryState } from "./memory-state.js";
import { readTenant } from "./snapshot-reading.js";
import type { SnapshotReading } from "./snapshot-rows.js";

/** Versions of the format that {@link loadSnapshot} reads; the last one is also written. */
const READABLE_VERSIONS = [1, 2] as const;

/** Distinguishes a snapshot from other JSON. */
const SNAPSHOT_KIND = "clientele-memory-storage";

/** The content of a memory storage as plain JSON. Dates survive `JSON.stringify`. */
export interface MemorySnapshot {
  readonly kind: typeof SNAPSHOT_KIND;
  readonly version: 2;
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
  /** Number of claims since the last acknowledgement, of every subject that was claimed since, by subject. */
  readonly attempts: readonly JsonValue[];
}

/** Writes everything that is stored. Equal content gives an equal snapshot, byte for byte. */
export function snapshotOf({ tokens, tenants: all }: MemoryState): MemorySnapshot {
  const everything = (): boolean => false;
  const tenants = [...all]
    .sort(([left], [right]) => compareCodePoints(left, right))
    .map(([tenantId, { customers, interactions, documents, messages, queues }]): TenantSnapshot => {
      const claimed = [...queues.ascending("byReady", everything)].filter(({ attempts }) => attempts > 0);
      return {
        tenantId,
        customers: Array.from(customers.ascending("byId", everything), toJsonValue),
        interactions: Array.from(interactions.ascending("byTime", everything), toJsonValue),
        documents: Array.from(documents.ascending("byKind", everything), toJsonValue),
        messages: Array.from(messages.ascending("bySubject", everything), toJsonValue),
        attempts: claimed
          .sort((left, right) => compareCodePoints(left.subject, right.subject))
          .map(({ subject, attempts }) => ({ subject, attempts })),
      };
    })
    .filter((tenant) => Object.values(tenant).some((rows) => Array.isArray(rows) && rows.length > 0));
  return { kind: SNAPSHOT_KIND, version: 2, tokens, tenants };
}

/**
 * Reads a snapshot into an empty state.
 *
 * @throws ClienteleError `unsupported_snapshot_version`, `invalid_snapshot` with every problem
 */
export function loadSnapshot(state: MemoryState, snapshot: unknown): void {
  const { kind, version, tokens, tenants } = (snapshot ?? {}) as Partial<Record<keyof MemorySnapshot, unknown>>;
  if (kind !== SNAPSHOT_KIND) {
    throw invalidSnapshot([{ path: "kind", message: `Must be "${SNAPSHOT_KIND}", as in the result of snapshot().` }]);
  }
  if (version !== 1 && version !== 2) {
    throw new ClienteleError(
      "unsupported_snapshot_version",
      `The snapshot has version ${String(version)}; this package reads the versions ${READABLE_VERSIONS.join(" and ")}.`,
      { found: version, supported: READABLE_VERSIONS },
      "version",
    );
  }
  const reading: SnapshotReading = { version, tokens: 0, problems: [] };
  if (Number.isSafeInteger(tokens) && (tokens as number) >= 0) state.tokens = reading.tokens = tokens as number;
  else reading.problems.push({ path: "tokens", message: "Must be an integer of at least 0." });
  if (!Array.isArray(tenants)) reading.problems.push({ path: "tenants", message: "Must be an array of tenants." });
  else tenants.forEach((tenant: unknown, index) => readTenant(state, tenant, `tenants[${index}]`, reading));
  if (reading.problems.length > 0) throw invalidSnapshot(reading.problems);
}

function invalidSnapshot(problems: SnapshotReading["problems"]): ClienteleError<"invalid_snapshot"> {
  return new ClienteleError("invalid_snapshot", problemSummary("Invalid snapshot.", problems), { problems });
}
