import {
  aBoolean,
  aFunction,
  anInteger,
  aNonNegativeNumber,
  anyText,
  anObject,
  anything,
  listOf,
  oneOf,
  type OptionKind,
  type OptionShape,
  optionsOf,
  remembered,
  requireOptions,
} from "../kernel/internal.js";
import { MILLISECONDS_PER } from "../kernel/index.js";
import type { Customer, CustomerUpdate, InteractionInput } from "../models/index.js";
import { type Calendars, type CatalogSource, type Rule, type Schema, standardCatalog } from "../rules/index.js";
import { someCalendars } from "../rules/internal.js";
import { requireIdentifier, type StorageAdapter } from "../storage/index.js";
import { type AccessPolicy, type Actor, clearanceAccess } from "./access/access.js";
import { type AuditPolicy, auditEverything } from "./access/audit-policy.js";
import { registerOf } from "./access/personal-data.js";
import { blockedBy, STANDARD_BLOCKED } from "./blocked-identifiers.js";
import { modelCache } from "./decisions/model-cache.js";
import { hostSchema, type UnknownNames } from "./host-schema.js";
import { audience, type AudienceMember, type AudienceOptions } from "./operations/audience.js";
import { type Change, changes, type ChangesOptions } from "./operations/changes.js";
import { erase, type EraseOptions, type EraseReport } from "./operations/erase.js";
import { type CustomerExport, exportCustomer, type ReasonedOptions } from "./operations/export.js";
import type { CommandResult } from "./operations/command-task.js";
import {
  type CommandRequest,
  type CommandRequestOf,
  execute,
  type ExecuteOptions,
  unwindOrder,
  type UnwindRequest,
} from "./operations/execute.js";
import { identify, type IdentifyReport, type IdentifyRequest } from "./operations/identify.js";
import { merge, type MergeReport, type MergeRequest } from "./operations/merge.js";
import { pruneAudit, type PruneAuditOptions, type PruneAuditReport } from "./operations/prune-audit.js";
import { refresh, type RefreshOptions, type RefreshReport } from "./operations/refresh.js";
import { tick, type TickOptions, type TickReport } from "./operations/tick.js";
import { trackMany, trackOne, type TrackReport } from "./operations/track.js";
import { unmerge, type UnmergeReport, type UnmergeRequest } from "./operations/unmerge.js";
import { update, type UpdateOptions, type UpdateReport } from "./operations/update.js";
import { type CustomerView, view, type ViewOptions } from "./operations/view.js";
import { codedStorage } from "./persistence/coded-storage.js";
import { sha256 } from "./persistence/stable-id.js";
import type { InventoryField } from "./plugins/inventory.js";
import { interactionsOf, sortPlugins } from "./plugins/sort-plugins.js";
import type { WorkspacePlugin } from "./plugins/workspace-plugin.js";
import { type CallOptions, isSomebody, type WorkspaceContext } from "./workspace-context.js";

/** Policies of a workspace. */
export interface WorkspacePolicies {
  /** Decides who may do and see what. Defaults to {@link clearanceAccess}. */
  readonly access?: AccessPolicy | undefined;
  /** Decides which reads and writes the audit log keeps. Defaults to {@link auditEverything}. */
  readonly audit?: AuditPolicy | undefined;
}

/**
 * Options of {@link createClientele}.
 *
 * @typeParam Source - the schema, which gives views and audiences their types
 * @typeParam Plugins - the plugins, which give views their types
 */
export interface ClienteleOptions<
  Source extends CatalogSource = CatalogSource,
  Plugins extends readonly WorkspacePlugin[] = readonly WorkspacePlugin[],
> {
  /** Where everything is kept. */
  readonly storage: StorageAdapter;
  /** What is decided about every customer: `stagePlugin`, `valuePlugin`, `segmentsPlugin`, `riskPlugin`, plugins of the host. */
  readonly plugins: Plugins;
  /** Who acts in calls without an `actor`: usually the host itself. */
  readonly actor: Actor;
  /**
   * What the host's data look like: a schema of `defineSchema`, or a catalog. It checks the attributes of profiles and the
   * properties of interactions, and gives audience rules their meaning. Defaults to the standard catalog.
   */
  readonly schema?: Source | undefined;
  /** Open hours of the business calendars that audience rules name. Plugins have those of the definitions that they were made of. */
  readonly calendars?: Calendars | undefined;
  /**
   * What to do with attributes and interaction types that the schema does not declare: `"refuse"` them with `invalid_input`, or
   * store them and `"report"` them. A part that the schema does not declare at all stays open: without `interactions`, other
   * types pass beside the standard ones; without `attributes`, any attribute passes. Defaults to `"refuse"`.
   */
  readonly unknown?: UnknownNames | undefined;
  /** Returns the present. Defaults to the clock of the machine. */
  readonly clock?: (() => Date) | undefined;
  /**
   * Milliseconds by which an instant may be ahead of the clock: a fact beyond it is refused, and a decision beyond it is not
   * continued, because some clock was wrong. Defaults to a day.
   */
  readonly clockTolerance?: number | undefined;
  /** Milliseconds of a clock that is never set, for leases. Defaults to `performance.now()`. */
  readonly monotonic?: (() => number) | undefined;
  /** Tenant whose customers the workspace serves. Defaults to `"default"`. */
  readonly tenantId?: string | undefined;
  readonly policies?: WorkspacePolicies | undefined;
  /** Fields of the profile whose sensitivity differs from the standard inventory, such as `attributes.plan`. */
  readonly inventory?: readonly InventoryField[] | undefined;
  /**
   * Texts that are never the identifier of a customer or of an identity, whatever their letter case. Defaults to what broken
   * tracking code sends, such as `"null"`, `"undefined"` and `"anonymous"`.
   */
  readonly blockedIdentifiers?: readonly string[] | undefined;
  /** How often a decision is tried when other writers are faster. Defaults to 20. */
  readonly maxAttempts?: number | undefined;
  /**
   * Number of batches, of up to 100 customers each, that are in flight at once. Defaults to 2: one is decided about while the
   * storage works on the other. Use no more than the pool has connections.
   */
  readonly concurrency?: number | undefined;
  /**
   * Whether tracks of concurrent callers are gathered: those that come while batches are in flight form the next one. Rights,
   * audit, result and abort stay with each call. Defaults to true.
   */
  readonly gather?: boolean | undefined;
  /** Maximum number of customers that a refresh keeps in memory to fit a model. Defaults to 50,000. */
  readonly sampleSize?: number | undefined;
  /** Secret for the hashes in tombstones and identity keys. Without it, guessing an identifier is enough to recognize its hash. */
  readonly hashKey?: string | undefined;
  /** Makes identifiers of new customers and log entries. Defaults to random UUIDs. */
  readonly newId?: (() => string) | undefined;
  /** Returns a hash of at most 128 characters, for tombstones and identity keys. Defaults to SHA-256 in hexadecimal digits. */
  readonly digest?: ((text: string) => string | Promise<string>) | undefined;
}

/** The customer of a schema, with the attributes that it declares. */
export type ProfileOf<Source> =
  Source extends Schema<infer Profile, infer _Interactions> ? (unknown extends Profile ? Customer : Profile) : Customer;

/**
 * A workspace: everything that a host does with its customers, over its own storage.
 *
 * @typeParam Profile - the customer as the schema declares it
 * @typeParam Plugin - the plugins of the workspace
 */
export interface Clientele<Profile = Customer, Plugin extends WorkspacePlugin = WorkspacePlugin> {
  /**
   * Records interactions and decides about their customers in the same transaction: profile, stage, segments, scores, what is
   * due next, and messages about changes. It is idempotent by the interaction's id. Interactions may arrive late and in any
   * order; the result is the same. A customer who does not exist is created.
   *
   * A list is processed customer by customer. An invalid row is reported, and the others are recorded.
   *
   * @throws ClienteleError for a single interaction: `invalid_input`, `conflicting_interaction`, `erased_customer`,
   *   `access_denied`, `plugin_failed`, `invalid_plugin`; for both: `version_conflict`, `invalid_option`
   */
  track(interaction: InteractionInput | readonly InteractionInput[], options?: CallOptions): Promise<TrackReport>;
  /**
   * Executes a command of a plugin, such as "redeem 100 points". What it decides is recorded as facts, together with the
   * documents that customers share, and the customer is decided about in the same transaction. A repeated request with the same
   * key has the same result; a refusal is a result, which changes nothing.
   *
   * @throws ClienteleError `unknown_command`, `invalid_input`, `idempotency_conflict`, `unknown_customer`, `erased_customer`,
   *   `access_denied`, `plugin_failed`, `invalid_plugin`, `transactions_required`, `invalid_option`, `version_conflict`
   */
  execute(customerId: string, request: CommandRequestOf<Plugin>, options?: ExecuteOptions): Promise<CommandResult>;
  /**
   * Takes back what an order brought, in every plugin that has something to take back. All of them do, or none.
   *
   * @throws ClienteleError as {@link execute}
   */
  unwindOrder(customerId: string, request: UnwindRequest, options?: ExecuteOptions): Promise<CommandResult>;
  /**
   * Finds a customer by identifiers in other systems (`email`, `wechat:openid`), or creates one, and adds what is new. An
   * identifier has one owner. One that belongs to another customer is reported and stays there.
   *
   * @throws ClienteleError `erased_customer`, `access_denied`, `invalid_input`, `invalid_option`, `version_conflict`
   */
  identify(request: IdentifyRequest, options?: UpdateOptions): Promise<IdentifyReport>;
  /**
   * Changes a profile, keeps its history, and decides about the customer.
   *
   * @throws ClienteleError `unknown_customer`, `erased_customer`, `access_denied`, `invalid_change`, `invalid_input`,
   *   `invalid_option`, `version_conflict`
   */
  update(customerId: string, change: CustomerUpdate, options?: UpdateOptions): Promise<UpdateReport>;
  /**
   * Merges two customers: the history moves, gaps of the profile are filled, and the absorbed identifier leads to the kept
   * customer. A record of the merge is stored.
   *
   * @throws ClienteleError `unknown_customer`, `erased_customer`, `invalid_merge`, `access_denied`, `invalid_option`,
   *   `version_conflict`
   */
  merge(request: MergeRequest, options?: UpdateOptions): Promise<MergeReport>;
  /**
   * Undoes a merge: the absorbed customer exists again, with the profile of then, and with the facts that came under its
   * identifier before the merge and since. What the merge filled in is taken out of the kept profile; what was changed since
   * stays there.
   *
   * @throws ClienteleError `invalid_merge` if no merge of the identifier is recorded, `unknown_customer`, `erased_customer`,
   *   `access_denied`, `invalid_option`, `version_conflict`
   */
  unmerge(request: UnmergeRequest, options?: UpdateOptions): Promise<UnmergeReport>;
  /**
   * Removes everything about a customer, including derived data, and leaves a tombstone that keeps late interactions out.
   *
   * @throws ClienteleError `unknown_customer`, `access_denied`, `invalid_option`, `version_conflict`
   */
  erase(customerId: string, options?: EraseOptions): Promise<EraseReport>;
  /**
   * Returns everything about a customer, with the meaning of each field: the same data that {@link erase} removes.
   *
   * @throws ClienteleError `unknown_customer`, `erased_customer`, `access_denied`, `invalid_option`, `version_conflict`
   */
  export(customerId: string, options?: ReasonedOptions): Promise<CustomerExport>;
  /**
   * Shows a customer as of the present: profile, latest interactions, and the facts of each plugin with their reasons, as far as
   * the actor may see them.
   *
   * @returns `null` for a customer who does not exist or was erased
   * @throws ClienteleError `access_denied`, `plugin_failed`, `invalid_option`, `version_conflict`
   */
  view(customerId: string, options?: ViewOptions): Promise<CustomerView<Profile, Plugin> | null>;
  /**
   * Applies what time alone has made due: stages after silence, segments that end, scores that fade. It reads the schedule in
   * batches. After an interruption, the next tick continues.
   *
   * @throws ClienteleError `access_denied`, `invalid_instant`, `invalid_option`, `version_conflict`
   */
  tick(options?: TickOptions): Promise<TickReport>;
  /**
   * Fits the models of all plugins to the population and decides about every customer with them. It also applies changed
   * definitions to everybody. It streams in bounded memory. After its signal or a crash, the next call resumes at the last mark.
   *
   * @throws ClienteleError `access_denied`, `invalid_option`, `version_conflict`; the reason of the signal
   */
  refresh(options?: RefreshOptions): Promise<RefreshReport>;
  /**
   * Delivers the changes that wait for delivery, oldest first, until none is left. Asking for the next change acknowledges the
   * one before. A listener that stops or crashes gets the rest again after the lease. Delivery is at least once, with stable
   * identifiers.
   *
   * @throws ClienteleError `access_denied`, `invalid_option`
   */
  changes(options?: ChangesOptions): AsyncGenerator<Change, void, void>;
  /**
   * Removes entries of the audit log that are older than an instant, and adds one about that.
   *
   * @throws ClienteleError `access_denied`, `invalid_instant`, `invalid_option`
   */
  pruneAudit(options: PruneAuditOptions): Promise<PruneAuditReport>;
  /**
   * Streams the customers for whom a rule holds, ordered by their identifiers. The database finds them if the adapter can;
   * otherwise they are read in batches.
   *
   * @throws ClienteleError `access_denied`, `invalid_rule`, `invalid_instant`, `invalid_option`, `version_conflict`
   */
  audience(rule: Rule, options?: AudienceOptions): AsyncGenerator<AudienceMember<Profile>, void, void>;
}

/** Number of digests that are kept: customers come again and again. */
const KEPT_DIGESTS = 20_000;

const anActor: OptionKind = {
  expected: "an actor with an id that is not empty",
  accepts: (value) => isSomebody(value as Actor | null | undefined),
};

const isBatchSize = (size: unknown): boolean => size === undefined || (Number.isInteger(size) && (size as number) >= 1);

const CLIENTELE_OPTIONS: OptionShape<ClienteleOptions> = {
  storage: {
    expected: "a storage adapter, whose `batchSize`, if it has one, is an integer of at least 1",
    accepts: (value) => anObject.accepts(value) && isBatchSize((value as StorageAdapter).batchSize),
  },
  // Each is checked as `invalid_plugin`.
  plugins: listOf(anything),
  actor: anActor,
  schema: anObject,
  calendars: someCalendars,
  unknown: oneOf(["refuse", "report"]),
  clock: aFunction,
  clockTolerance: aNonNegativeNumber,
  monotonic: aFunction,
  // Refused as `unstorable_identifier`, as every identifier is.
  tenantId: anything,
  policies: optionsOf<WorkspacePolicies>({ access: anObject, audit: anObject }),
  inventory: listOf(anObject),
  blockedIdentifiers: listOf(anyText),
  maxAttempts: anInteger({ min: 1 }),
  concurrency: anInteger({ min: 1 }),
  gather: aBoolean,
  sampleSize: anInteger({ min: 1 }),
  hashKey: { expected: "a text", accepts: (value) => typeof value === "string" },
  newId: aFunction,
  digest: aFunction,
};

/**
 * Creates a workspace from a storage and plugins.
 *
 * @param options - storage, plugins and actor; everything else has a default
 * @throws ClienteleError `invalid_plugin`, `plugin_cycle`, `invalid_option`, `unstorable_identifier`
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
export function createClientele<
  Source extends CatalogSource = CatalogSource,
  const Plugins extends readonly WorkspacePlugin[] = readonly WorkspacePlugin[],
>(options: ClienteleOptions<Source, Plugins>): Clientele<ProfileOf<Source>, Plugins[number]> {
  const workspace = workspaceContextOf(options);
  const clientele: Clientele = {
    track: async (interaction, call = {}) =>
      Array.isArray(interaction) ? trackMany(workspace, interaction, call) : trackOne(workspace, interaction, call),
    execute: (customerId, request: CommandRequest, call = {}) => execute(workspace, customerId, request, call),
    unwindOrder: (customerId, request, call = {}) => unwindOrder(workspace, customerId, request, call),
    identify: (request, call = {}) => identify(workspace, request, call),
    update: (customerId, change, call = {}) => update(workspace, customerId, change, call),
    merge: (request, call = {}) => merge(workspace, request, call),
    unmerge: (request, call = {}) => unmerge(workspace, request, call),
    erase: (customerId, call = {}) => erase(workspace, customerId, call),
    export: (customerId, call = {}) => exportCustomer(workspace, customerId, call),
    view: (customerId, call = {}) => view(workspace, customerId, call),
    tick: (call = {}) => tick(workspace, call),
    refresh: (call = {}) => refresh(workspace, call),
    changes: (call = {}) => changes(workspace, call),
    pruneAudit: (call) => pruneAudit(workspace, call),
    audience: (rule, call = {}) => audience(workspace, rule, call),
  };
  // The schema checked the profiles, and the plugins made the facts: both have the types that theirs declare.
  return clientele as unknown as Clientele<ProfileOf<Source>, Plugins[number]>;
}

function workspaceContextOf(options: ClienteleOptions): WorkspaceContext {
  const given = requireOptions(options, CLIENTELE_OPTIONS, { mandatory: ["storage", "plugins", "actor"] });
  const {
    actor,
    maxAttempts = 20,
    concurrency = 2,
    gather = true,
    sampleSize = 50_000,
    policies,
    tenantId = "default",
    schema = standardCatalog,
    unknown = "refuse",
  } = given;
  const plugins = sortPlugins(given.plugins);
  const storage = codedStorage(given.storage);
  return {
    storage,
    tenantId: requireIdentifier(tenantId, "tenantId"),
    clock: given.clock ?? (() => new Date()),
    clockTolerance: given.clockTolerance ?? MILLISECONDS_PER.days,
    monotonic: given.monotonic ?? (() => performance.now()),
    digest: given.digest ?? remembered(KEPT_DIGESTS, sha256),
    newId: given.newId ?? (() => crypto.randomUUID()),
    plugins,
    schema: hostSchema(schema, unknown, interactionsOf(plugins)),
    calendars: given.calendars,
    models: modelCache(storage, plugins),
    access: policies?.access ?? clearanceAccess,
    audit: policies?.audit ?? auditEverything,
    actor,
    inventory: registerOf(plugins, given.inventory ?? []),
    isBlocked: blockedBy(given.blockedIdentifiers ?? STANDARD_BLOCKED),
    maxAttempts,
    concurrency,
    gather,
    sampleSize,
    hashKey: given.hashKey ?? "",
  };
}
