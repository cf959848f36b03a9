import type { Customer } from "../../models/index.js";
import type { Stored } from "../../storage/index.js";
import type { WorkspaceContext } from "../workspace-context.js";
import type { CustomerState } from "./customer-state.js";

/** The present, and the latest instant that another clock may tell. */
export interface ClockBounds {
  readonly now: number;
  readonly latest: number;
}

/** Returns the bounds of the present. */
export function clockBounds({ clock, clockTolerance }: WorkspaceContext): ClockBounds {
  const now = clock().getTime();
  return { now, latest: now + clockTolerance };
}

/**
 * Returns a profile that was not changed in the future. If its instants are ahead of the clock by more than the tolerance, a
 * wrong clock wrote them, and no later change could come after them: they count as of the present.
 */
export function profileAsOf(stored: Stored<Customer> | null, bounds: ClockBounds): Stored<Customer> | null {
  const { createdAt, updatedAt } = stored?.value ?? {};
  if (stored === null || !(isBeyond(createdAt, bounds) || isBeyond(updatedAt, bounds))) return stored;
  const value: Customer = {
    ...stored.value,
    ...(createdAt && { createdAt: atMost(createdAt, bounds) }),
    ...(updatedAt && { updatedAt: atMost(updatedAt, bounds) }),
  };
  return { value, version: stored.version };
}

/** Returns a state whose profile changes are not in the future, in the same way. */
export function stateAsOf(stored: Stored<CustomerState> | null, bounds: ClockBounds): Stored<CustomerState> | null {
  if (stored === null || !stored.value.changes.some(({ at }) => isBeyond(at, bounds))) return stored;
  const changes = stored.value.changes.map((change) => ({ ...change, at: atMost(change.at, bounds) }));
  return { value: { ...stored.value, changes }, version: stored.version };
}

/** A malformed instant is left to those who read it. */
function isBeyond(at: Date | undefined, { latest }: ClockBounds): boolean {
  return at instanceof Date && at.getTime() > latest;
}

function atMost(at: Date, { now }: ClockBounds): Date {
  return at instanceof Date && at.getTime() > now ? new Date(now) : at;
}
