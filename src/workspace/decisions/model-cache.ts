import type { StorageAdapter, StorageContext } from "../../storage/index.js";
import type { RoomModel } from "./decide-customer.js";
import { type Standing, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import type { WorkspaceRoom } from "../plugins/workspace-plugin.js";

/** A stored model. */
export interface StoredModel extends RoomModel {
  /** Version of the room that fitted it; of another one it is not used. */
  readonly room: number;
  /** Epoch milliseconds that it was fitted as of. */
  readonly asOf: number;
  /** Customers in the population, and how many of them the fit saw. */
  readonly customers: number;
  readonly sampled: number;
}

/** The fitted models in use, read once and kept. */
export interface ModelShelf {
  /** The models; read at first, after {@link reload}, and when a customer was decided with a newer one. */
  current(context: StorageContext, standing: Standing | null): Promise<ReadonlyMap<string, RoomModel>>;
  /** Reads them anew next time. */
  reload(): void;
}

/** A shelf over a storage; rooms that fit nothing cost nothing. */
export function modelShelf(storage: StorageAdapter, rooms: readonly WorkspaceRoom[]): ModelShelf {
  const fitting = rooms.filter(({ fit }) => fit !== undefined);
  let known: ReadonlyMap<string, RoomModel> | undefined;

  const read = async (context: StorageContext): Promise<ReadonlyMap<string, RoomModel>> => {
    const ids = fitting.map(({ id }) => id);
    const stored = await storage.documents.getMany(context, WORKSPACE_KINDS.model, ids);
    return new Map(
      fitting.flatMap((room, position) => {
        const model = stored[position]?.value.value as StoredModel | undefined;
        return model === undefined || model.room !== room.version ? [] : [[room.id, model] as const];
      }),
    );
  };

  const isBehind = (standing: Standing | null): boolean =>
    standing?.rooms.some(({ id, model }) => model !== null && model > (known?.get(id)?.version ?? 0)) ?? false;

  return {
    async current(context, standing) {
      if (fitting.length === 0) return new Map();
      if (known === undefined || isBehind(standing)) known = await read(context);
      return known;
    },
    reload() {
      known = undefined;
    },
  };
}
