import type { StorageAdapter, StorageContext } from "../../storage/index.js";
import type { PluginModel } from "./decide-customer.js";
import { type CustomerState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";

/** A stored model. */
export interface StoredModel extends PluginModel {
  /** Version of the plugin that fitted it; of another one it is not used. */
  readonly plugin: number;
  /** Epoch milliseconds that it was fitted as of. */
  readonly asOf: number;
  /** Customers in the population, and how many of them the fit saw. */
  readonly customers: number;
  readonly sampled: number;
}

/** The fitted models in use, read once and kept. */
export interface ModelCache {
  /** The models; read at first, after {@link reload}, and when a customer was decided with a newer one. */
  current(context: StorageContext, customerState: CustomerState | null): Promise<ReadonlyMap<string, PluginModel>>;
  /** Reads them anew next time. */
  reload(): void;
}

/** A shelf over a storage; plugins that fit nothing cost nothing. */
export function modelCache(storage: StorageAdapter, plugins: readonly WorkspacePlugin[]): ModelCache {
  const fitting = plugins.filter(({ fit }) => fit !== undefined);
  let known: ReadonlyMap<string, PluginModel> | undefined;

  const read = async (context: StorageContext): Promise<ReadonlyMap<string, PluginModel>> => {
    const ids = fitting.map(({ id }) => id);
    const stored = await storage.documents.getMany(context, WORKSPACE_KINDS.model, ids);
    return new Map(
      fitting.flatMap((plugin, position) => {
        const model = stored[position]?.value.value as StoredModel | undefined;
        return model === undefined || model.plugin !== plugin.version ? [] : [[plugin.id, model] as const];
      }),
    );
  };

  const isBehind = (customerState: CustomerState | null): boolean =>
    customerState?.plugins.some(({ id, model }) => model !== null && model > (known?.get(id)?.version ?? 0)) ?? false;

  return {
    async current(context, customerState) {
      if (fitting.length === 0) return new Map();
      if (known === undefined || isBehind(customerState)) known = await read(context);
      return known;
    },
    reload() {
      known = undefined;
    },
  };
}
