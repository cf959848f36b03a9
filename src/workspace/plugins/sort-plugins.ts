import { ClienteleError } from "../../kernel/index.js";
import type { WorkspaceRoom } from "./workspace-plugin.js";

/**
 * Rooms in the order in which they are decided: each after those whose timelines it reads, else as they were given.
 *
 * @throws ClienteleError `invalid_room` when two share an identifier or a timeline, `state_cycle` when they read each other in a circle
 */
export function orderRooms(rooms: readonly WorkspaceRoom[]): WorkspaceRoom[] {
  const writers = new Map<string, string>();
  const ids = new Set<string>();
  for (const { id, version, writes } of rooms) {
    if (typeof id !== "string" || id === "" || ids.has(id)) throw invalidRoom(id, "Give every room an identifier of its own.");
    if (!Number.isInteger(version) || version < 1) throw invalidRoom(id, "A version is a whole number from 1.");
    ids.add(id);
    for (const key of writes) {
      const other = writers.get(key);
      if (other !== undefined) throw invalidRoom(id, `The room ${other} writes the timeline ${key} already.`);
      writers.set(key, id);
    }
  }
  const waiting = [...rooms];
  const ordered: WorkspaceRoom[] = [];
  while (waiting.length > 0) {
    const open = new Set(waiting.map(({ id }) => id));
    const next = waiting.findIndex(({ reads }) => !reads.some((key) => open.has(writers.get(key) ?? "")));
    if (next < 0) {
      throw new ClienteleError("state_cycle", "These rooms read each other's timelines in a circle.", {
        lifecycles: waiting.map(({ id }) => id),
      });
    }
    ordered.push(...waiting.splice(next, 1));
  }
  return ordered;
}

/** The error of a room that breaks its own declaration. */
export function invalidRoom(room: string, problem: string): ClienteleError<"invalid_room"> {
  return new ClienteleError("invalid_room", `The room ${room} is not valid. ${problem}`, { room, problem });
}
