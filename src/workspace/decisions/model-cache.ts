import type { StorageAdapter, StorageContext } from "../../storage/index.js";
import { type CustomerState, WORKSPACE_KINDS } from "../persistence/customer-state.js";
import { withRenamedField } from "../persistence/renamed-field.js";
import type { WorkspacePlugin } from "../plugins/workspace-plugin.js";
import type { PluginModel } from "./decide-customer.js";

/** A stored model. */
export interface StoredModel extends PluginModel {
  /** Version of the plugin that fitted it. A plugin of another version does not use it. */
  readonly plugin: number;
  /** Epoch milliseconds as of which it was fitted. */
  readonly asOf: number;
  /** Number of customers in the population. */
  readonly customers: number;
  /** Number of customers in the sample. */
  readonly sampled: number;
}

/** Reads a stored model, also one that version 0.1 wrote. */
export function readModel(value: unknown): StoredModel {
  return withRenamedField(value, "room", "plugin");
}

/** The fitted models in use, read once and cached. */
export interface ModelCache {
  /** Returns the models. It reads them at first, after {@link reload}, and when a customer was decided with a newer one. */
  current(context: StorageContext, customerState: CustomerState | null): Promise<ReadonlyMap<string, PluginModel>>;
  /** Drops the cached models, so that the next call reads them. */
  reload(): void;
}

/** Makes a cache over a storage. Workspaces without a plugin that fits a model never read. */
export function modelCache(storage: StorageAdapter, plugins: readonly WorkspacePlugin[]): ModelCache {
  const fitting = plugins.filter(({ fit }) => fit !== undefined);
  let known: ReadonlyMap<string, PluginModel> | undefined;

  const read = async (context: StorageContext): Promise<ReadonlyMap<string, PluginModel>> => {
    const ids = fitting.map(({ id }) => id);
    const { documents: stored } = await storage.read(context, {
      documents: ids.map((id) => ({ kind: WORKSPACE_KINDS.model, id })),
    });
    return new Map(
      fitting.flatMap((plugin, position) => {
        const document = stored[position] ?? null;
        const model = document && readModel(document.value.value);
        return model === null || model.plugin !== plugin.version ? [] : [[plugin.id, model] as const];
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
