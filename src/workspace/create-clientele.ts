import { ClienteleError, type InstantInput } from "../kernel/index.js";
import { type CustomerUpdate, type InteractionInput, safeParseInteraction } from "../models/index.js";
import { type CatalogSource, type Rule, standardCatalog } from "../rules/index.js";
import { requireIdentifier, requirePositiveInteger, type StorageAdapter } from "../storage/index.js";
import type * as z from "zod";
import { type AccessPolicy, type Actor, clearanceAccess } from "./access/access.js";
import { audience, type AudienceMember, type AudienceOptions } from "./operations/audience.js";
import { type AuditPolicy, auditEverything } from "./access/audit.js";
import { type Change, changes, type ChangesOptions } from "./operations/changes.js";
import { erase, type EraseReport } from "./operations/erase.js";
import { type CustomerExport, exportCustomer, type ReasonedOptions } from "./operations/export.js";
import { identify, type IdentifyReport, type IdentifyRequest } from "./operations/identify.js";
import type { InventoryField } from "./plugins/inventory.js";
import { merge, type MergeReport, type MergeRequest } from "./operations/merge.js";
import { modelCache } from "./decisions/model-cache.js";
import { sortPlugins } from "./plugins/sort-plugins.js";
import { registerOf } from "./access/personal-data.js";
import { refresh, type RefreshOptions, type RefreshReport } from "./operations/refresh.js";
import type { CallOptions, WorkspaceContext } from "./workspace-context.js";
import { tick, type TickOptions, type TickReport } from "./operations/tick.js";
import { trackMany, trackOne, type TrackReport } from "./operations/track.js";
import { update, type UpdateOptions, type UpdateReport } from "./operations/update.js";
import { type CustomerView, view, type ViewOptions } from "./operations/view.js";
import type { WorkspacePlugin } from "./plugins/workspace-plugin.js";

/** What a workspace is made of. */
export interface ClienteleOptions {
  /** Where everything is kept. */
  readonly storage: StorageAdapter;
  /** What is decided about every customer: `stagePlugin`, `segmentsPlugin`, `valuePlugin`, plugins of the host's own. */
  readonly plugins: readonly WorkspacePlugin[];
  /** Who acts where a call does not say: usually the host itself. */
  readonly actor: Actor;
  /** What the words of audience rules mean; the standard catalog unless told. */
  readonly schema?: CatalogSource | undefined;
  /** Zod schemas of the host's interactions by type: then every other type is refused. Without it, standard types are checked, others pass. */
  readonly interactions?: Readonly<Record<string, z.ZodType>> | undefined;
  /** Zod schema of the host's customers, where it extends `customerSchema`. */
  readonly customers?: z.ZodType | undefined;
  /** The present; the machine's clock unless told. */
  readonly clock?: (() => Date) | undefined;
  /** Whose customers; `"default"` unless told. One workspace serves one tenant. */
  readonly tenantId?: string | undefined;
  readonly policies?:
    | {
        /** Who may do and see what; by clearance alone unless told ({@link clearanceAccess}). */
        readonly access?: AccessPolicy | undefined;
        /** Which reads and writes are logged; all unless told. */
        readonly audit?: AuditPolicy | undefined;
      }
    | undefined;
  /** Fields of the profile that are more or less delicate than the standard inventory says: `attributes.plan`. */
  readonly inventory?: readonly InventoryField[] | undefined;
  /** How often a decision is taken anew when another writer was faster; 20 unless told. */
  readonly attempts?: number | undefined;
  /** Customers that a batch, a tick or a refresh works on at once; 4 unless told. More than the connections of a pool is no use. */
  readonly concurrency?: number | undefined;
  /** Customers that a refresh keeps in memory to fit models; 50,000 unless told. */
  readonly sampleSize?: number | undefined;
  /** A secret that goes into tombstones and identity keys: without it, who guesses an identifier can tell that it was here. */
  readonly hashKey?: string | undefined;
  /** Makes identifiers of new customers and log entries; random UUIDs unless told. */
  readonly newId?: (() => string) | undefined;
}

/** A workspace: everything that a host does with its customers, over its own storage. */
export interface Clientele {
  /**
   * Records what happened, and decides about the customer in the same transaction: profile, stage, segments, scores, what is
   * due next, and messages about what changed. Idempotent by the interaction's id; interactions may come late and in any
   * order, and lead to the same view. A customer who is not there yet is made.
   *
   * A list is worked through customer by customer: what is wrong with one row is reported, and the rest goes on.
   *
   * @throws ClienteleError of a single interaction: `invalid_input`, `conflicting_interaction`, `erased_customer`, `access_denied`,
   *   `plugin_failed`; of both: `version_conflict`
   */
  track(interaction: InteractionInput | readonly InteractionInput[], options?: CallOptions): Promise<TrackReport>;
  /**
   * Finds a customer by identifiers in other systems (`email`, `wechat:openid`), or makes one, and adds what is new. An
   * identifier has one owner; one that is another customer's is reported and left alone.
   *
   * @throws ClienteleError `erased_customer`, `access_denied`, `invalid_input`, `invalid_option`, `version_conflict`
   */
  identify(request: IdentifyRequest, options?: UpdateOptions): Promise<IdentifyReport>;
  /**
   * Changes a profile, keeps what it was, and decides anew.
   *
   * @throws ClienteleError `unknown_customer`, `erased_customer`, `access_denied`, `invalid_change`, `invalid_input`, `version_conflict`
   */
  update(customerId: string, change: CustomerUpdate, options?: UpdateOptions): Promise<UpdateReport>;
  /**
   * Makes two customers one: the history moves over, gaps of the profile are filled, the old identifier leads to the one who
   * stays. A record of the merge is kept.
   *
   * @throws ClienteleError `unknown_customer`, `erased_customer`, `invalid_merge`, `access_denied`, `version_conflict`
   */
  merge(request: MergeRequest, options?: UpdateOptions): Promise<MergeReport>;
  /**
   * Removes everything about a customer, derived data too, and leaves a tombstone that keeps late interactions out.
   *
   * @throws ClienteleError `unknown_customer`, `access_denied`, `version_conflict`
   */
  erase(customerId: string, options?: ReasonedOptions): Promise<EraseReport>;
  /**
   * Hands out everything about a customer, with what each field is: the same things that {@link erase} removes.
   *
   * @throws ClienteleError `unknown_customer`, `erased_customer`, `access_denied`, `version_conflict`
   */
  export(customerId: string, options?: ReasonedOptions): Promise<CustomerExport>;
  /**
   * A customer at a glance, as of the present: profile, latest interactions, and what each plugin says with its reasons, as far
   * as the actor may see it.
   *
   * @returns `null` when there is no such customer, or was one who was erased
   * @throws ClienteleError `access_denied`, `plugin_failed`, `version_conflict`
   */
  view(customerId: string, options?: ViewOptions): Promise<CustomerView | null>;
  /**
   * Does what time alone has made due up to an instant: stages that silence leads to, segments that are left, scores that
   * fade. Reads the schedule in batches; a tick that was interrupted goes on with the next one.
   *
   * @param asOf - the present unless told
   * @throws ClienteleError `access_denied`, `invalid_instant`, `version_conflict`
   */
  tick(asOf?: InstantInput, options?: TickOptions): Promise<TickReport>;
  /**
   * Fits the models of all plugins to the population and decides about every customer with them: also after a definition has
   * changed. Streams in bounded memory. Stopped by its signal or by a crash, the next call goes on from the last mark.
   *
   * @throws ClienteleError `access_denied`, `version_conflict`; the signal's reason
   */
  refresh(options?: RefreshOptions): Promise<RefreshReport>;
  /**
   * What changed and was not yet delivered, oldest first, until nothing is left. Who asks for the next change has dealt with
   * the one before, which is then forgotten; who stops or dies gets it again when the lease has run out. At least once, with
   * stable identifiers.
   *
   * @throws ClienteleError `access_denied`
   */
  changes(options?: ChangesOptions): AsyncGenerator<Change, void, void>;
  /**
   * Streams the customers for whom a rule holds, in the order of their identifiers. The database finds them where the
   * adapter can; else they are read in batches.
   *
   * @throws ClienteleError `access_denied`, `invalid_rule`, `invalid_instant`, `version_conflict`
   */
  audience(rule: Rule, options?: AudienceOptions): AsyncGenerator<AudienceMember, void, void>;
}

/**
 * Puts a storage and plugins together.
 *
 * @param options - storage, plugins and actor; everything else has a default
 * @throws ClienteleError `invalid_plugin`, `state_cycle`, `invalid_option`, `unstorable_identifier`
 * @example
 * import { retailLifecycle } from "clientele/lifecycle";
 * import { memoryStorage } from "clientele/storage";
 * const clientele = createClientele({
 *   storage: memoryStorage(),
 *   plugins: [stagePlugin(retailLifecycle())],
 *   actor: { id: "shop", clearance: "sensitive" },
 *   clock: () => new Date("2026-01-31T09:00:00Z"),
 * });
 * const properties = { orderId: "o1", total: 1999, currency: "EUR" };
 * await clientele.track({ id: "i1", customerId: "c1", type: "order.placed", at: "2026-01-30T12:00:00Z", properties });
 * (await clientele.view("c1"))?.plugins[0]?.facts[0]?.value // => "first-time"
 */
export function createClientele(options: ClienteleOptions): Clientele {
  const workspace = workspaceContextOf(options);
  return {
    track: (interaction, call = {}) =>
      Array.isArray(interaction) ? trackMany(workspace, interaction, call) : trackOne(workspace, interaction, call),
    identify: (request, call = {}) => identify(workspace, request, call),
    update: (customerId, change, call = {}) => update(workspace, customerId, change, call),
    merge: (request, call = {}) => merge(workspace, request, call),
    erase: (customerId, call = {}) => erase(workspace, customerId, call),
    export: (customerId, call = {}) => exportCustomer(workspace, customerId, call),
    view: (customerId, call = {}) => view(workspace, customerId, call),
    tick: (asOf, call = {}) => tick(workspace, asOf, call),
    refresh: (call = {}) => refresh(workspace, call),
    changes: (call = {}) => changes(workspace, call),
    audience: (rule, call = {}) => audience(workspace, rule, call),
  };
}

function workspaceContextOf(options: ClienteleOptions): WorkspaceContext {
  const { storage, actor, interactions, customers, policies, tenantId = "default" } = options;
  const { attempts = 20, concurrency = 4, sampleSize = 50_000 } = options;
  if (typeof actor?.id !== "string" || actor.id === "") {
    throw new ClienteleError("invalid_option", "Say who acts: an actor has an id.", { option: "actor", value: actor }, "actor");
  }
  const plugins = sortPlugins(options.plugins);
  return {
    storage,
    tenantId: requireIdentifier(tenantId, "tenantId"),
    clock: options.clock ?? (() => new Date()),
    newId: options.newId ?? (() => crypto.randomUUID()),
    plugins,
    schema: options.schema ?? standardCatalog,
    models: modelCache(storage, plugins),
    access: policies?.access ?? clearanceAccess,
    audit: policies?.audit ?? auditEverything,
    actor,
    inventory: registerOf(plugins, options.inventory ?? []),
    attempts: requirePositiveInteger(attempts, "attempts"),
    concurrency: requirePositiveInteger(concurrency, "concurrency"),
    sampleSize: requirePositiveInteger(sampleSize, "sampleSize"),
    hashKey: options.hashKey ?? "",
    readInteraction: (input) => safeParseInteraction(input, interactions && { interactions }),
    customerSchema: customers,
  };
}
