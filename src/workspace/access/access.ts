import { ClienteleError } from "../../kernel/index.js";
import type { Customer, Decision } from "../../models/index.js";
import { type RegisteredField, SENSITIVITIES, type Sensitivity } from "../plugins/inventory.js";

/** Who does something. */
export interface Actor {
  /** Stable: stands in the audit log. */
  readonly id: string;
  /** Up to which sensitivity the actor may see fields. */
  readonly clearance: Sensitivity;
  /** For policies of the host's own. */
  readonly roles?: readonly string[] | undefined;
}

/** What can be done in a workspace. */
export type WorkspaceAction =
  | "track"
  | "identify"
  | "update"
  | "merge"
  | "erase"
  | "export"
  | "view"
  | "audience"
  | "changes"
  | "tick"
  | "refresh";

/** What somebody asks to do. */
export interface AccessRequest {
  readonly actor: Actor;
  readonly action: WorkspaceAction;
  /** Whose data; `null` for what goes over all customers. */
  readonly customerId: string | null;
  /** The profile, where it is known already: for conditions such as "own team's customers". */
  readonly customer: Customer | null;
}

/** Who may do what and see what: the door for a policy of the host's own. */
export interface AccessPolicy {
  /** Whether the actor may. The workspace asks before every read and write of personal data. */
  may(request: AccessRequest): Decision;
  /** Whether the actor may see one field of what came back. */
  maySee(request: AccessRequest, field: RegisteredField): boolean;
}

/** The clearance that each action takes. */
const NEEDED: Readonly<Record<WorkspaceAction, Sensitivity>> = {
  track: "internal",
  tick: "internal",
  refresh: "internal",
  view: "internal",
  changes: "internal",
  identify: "personal",
  update: "personal",
  audience: "personal",
  merge: "sensitive",
  erase: "sensitive",
  export: "sensitive",
};

/**
 * The default policy, by clearance alone: an actor sees the fields up to it; tracking, ticking, refreshing, viewing and
 * listening take `internal`, changing profiles and reading audiences `personal`, merging, erasing and exporting `sensitive`.
 * An unknown clearance or action is refused.
 *
 * @example
 * const clerk = { id: "clerk", clearance: "internal" } as const;
 * clearanceAccess.may({ actor: clerk, action: "erase", customerId: "c1", customer: null }).allowed // => false
 */
export const clearanceAccess: AccessPolicy = {
  may({ actor, action }) {
    const needed = Object.hasOwn(NEEDED, action) ? NEEDED[action] : undefined;
    const allowed = needed !== undefined && isCleared(actor, needed);
    return allowed
      ? { allowed, reason: "cleared" }
      : {
          allowed,
          reason: "clearance",
          text: { en: `This takes the clearance ${needed}.`, zh: `该操作需要 ${needed} 权限。` },
        };
  },
  maySee: ({ actor }, { sensitivity }) => isCleared(actor, sensitivity),
};

function isCleared({ clearance }: Actor, needed: Sensitivity): boolean {
  const rank = SENSITIVITIES.indexOf(clearance);
  return rank >= 0 && rank >= SENSITIVITIES.indexOf(needed);
}

/**
 * Refuses what the policy does not allow.
 *
 * @throws ClienteleError `access_denied`
 */
export function assertMay(policy: AccessPolicy, request: AccessRequest): void {
  const { allowed, reason, text } = policy.may(request);
  if (allowed) return;
  const { actor, action, customerId } = request;
  throw new ClienteleError("access_denied", `${actor.id} may not ${action}: ${text?.en ?? reason}`, {
    actorId: actor.id,
    action,
    customerId,
    reason,
  });
}
