import { ClienteleError } from "../../kernel/index.js";
import type { Customer, Decision } from "../../models/index.js";
import { type RegisteredField, SENSITIVITIES, type Sensitivity } from "../plugins/inventory.js";

/** Who acts: a member of staff, a service, a job. */
export interface Actor {
  /** Stable identifier; the audit log keeps it. */
  readonly id: string;
  /** Highest sensitivity of fields that the actor may see. */
  readonly clearance: Sensitivity;
  /** Roles, for an access policy of the host. */
  readonly roles?: readonly string[] | undefined;
}

/** Operation of a workspace, as access policies and the audit log name it. */
export type WorkspaceAction =
  | "track"
  | "execute"
  | "identify"
  | "update"
  | "merge"
  | "unmerge"
  | "erase"
  | "export"
  | "view"
  | "audience"
  | "changes"
  | "tick"
  | "tickAhead"
  | "refresh"
  | "pruneAudit";

/** What an actor asks to do. */
export interface AccessRequest {
  readonly actor: Actor;
  readonly action: WorkspaceAction;
  /** The customer concerned; `null` for a call over all customers. */
  readonly customerId: string | null;
  /** The profile if it is known, for conditions such as "customers of the actor's own team". */
  readonly customer: Customer | null;
  /** The command, of `execute` and `unwindOrder`, for policies that allow some commands to some actors. */
  readonly command?: { readonly plugin: string; readonly name: string } | undefined;
}

/** Decides who may do what and who may see what. A host replaces it by its own. */
export interface AccessPolicy {
  /** Decides whether the actor may act. The workspace asks before every read and write of personal data. */
  may(request: AccessRequest): Decision;
  /** Decides whether the actor may see one field of the result. */
  maySee(request: AccessRequest, field: RegisteredField): boolean;
}

/** The clearance that each action needs. */
const NEEDED: Readonly<Record<WorkspaceAction, Sensitivity>> = {
  track: "internal",
  execute: "internal",
  tick: "internal",
  refresh: "internal",
  view: "internal",
  changes: "internal",
  identify: "personal",
  update: "personal",
  audience: "personal",
  merge: "sensitive",
  unmerge: "sensitive",
  erase: "sensitive",
  export: "sensitive",
  tickAhead: "sensitive",
  pruneAudit: "sensitive",
};

/** Every action. */
export const WORKSPACE_ACTIONS = Object.keys(NEEDED) as readonly WorkspaceAction[];

/**
 * Access policy by clearance, the default: an actor sees the fields up to its clearance. `track`, `execute`, `tick`, `refresh`,
 * `view` and `changes` need `internal`; `identify`, `update` and `audience` need `personal`; `merge`, `unmerge`, `erase`, `export`,
 * `pruneAudit` and `tickAhead`, which is a tick into the future, need `sensitive`. An unknown clearance or action is denied.
 *
 * @example
 * const clerk = { id: "clerk", clearance: "internal" } as const;
 * clearanceAccess.may({ actor: clerk, action: "erase", customerId: "c1", customer: null }).allowed // => false
 */
export const clearanceAccess: AccessPolicy = {
  may({ actor, action }) {
    const needed = Object.hasOwn(NEEDED, action) ? NEEDED[action] : undefined;
    if (needed === undefined)
      return { allowed: false, reason: "unknown_action", text: { en: "The action is unknown.", zh: "未知操作。" } };
    const allowed = isCleared(actor, needed);
    return allowed
      ? { allowed, reason: "cleared" }
      : { allowed, reason: "clearance", text: { en: `The clearance ${needed} is needed.`, zh: `需要 ${needed} 权限。` } };
  },
  maySee: ({ actor }, { sensitivity }) => isCleared(actor, sensitivity),
};

function isCleared({ clearance }: Actor, needed: Sensitivity): boolean {
  const rank = SENSITIVITIES.indexOf(clearance);
  return rank >= 0 && rank >= SENSITIVITIES.indexOf(needed);
}

/**
 * Throws if the policy denies a request.
 *
 * @throws ClienteleError `access_denied`
 */
export function assertMay(policy: AccessPolicy, request: AccessRequest): void {
  const { allowed, reason, text } = policy.may(request);
  if (allowed) return;
  const { actor, action, customerId } = request;
  throw new ClienteleError("access_denied", `The actor "${actor.id}" may not ${action}. ${text?.en ?? reason}`, {
    actorId: actor.id,
    action,
    customerId,
    reason,
  });
}
