import { isClienteleError, type Locale, type LocalizedText } from "../../kernel/index.js";
import { anInteger, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { type Customer, type DeepPartial, displayName, type Interaction } from "../../models/index.js";
import { type AccessRequest, assertMay } from "../access/access.js";
import { addAudit } from "../access/audit.js";
import { decideCustomer, guarded, type PluginModel } from "../decisions/decide-customer.js";
import { addGuard } from "../decisions/decision-changes.js";
import { noChanges } from "../persistence/changes.js";
import { type KnownCustomer, loadCustomer } from "../persistence/load-customer.js";
import { fieldFor, filterFields, type RegisteredField } from "../plugins/inventory.js";
import type { ViewFact, WorkspacePlugin } from "../plugins/workspace-plugin.js";
import { CALL_OPTIONS, type CallOptions, decideAndCommit, requestOf, type WorkspaceContext } from "../workspace-context.js";

/** Options of `Clientele.view`. */
export interface ViewOptions extends CallOptions {
  /** Maximum number of interactions in the timeline. Defaults to 20. */
  readonly limit?: number | undefined;
  /** Language of the name. Defaults to `"en"`. */
  readonly locale?: Locale | undefined;
}

const VIEW_OPTIONS: OptionShape<ViewOptions> = { ...CALL_OPTIONS, limit: anInteger({ min: 0 }), locale: aText };

/** What one plugin shows about a customer. */
export interface PluginView<Id extends string = string, Fact extends ViewFact = ViewFact> {
  readonly id: Id;
  readonly label: LocalizedText;
  readonly facts: readonly Fact[];
}

/** The view of a plugin, with the facts that its type knows; a union for a union of plugins. */
export type PluginViewOf<Plugin extends WorkspacePlugin> =
  Plugin extends WorkspacePlugin<infer _State, infer _Model, infer _Row, infer Id, infer Fact> ? PluginView<Id, Fact> : never;

/**
 * A customer at a glance: plain data that a screen shows unchanged.
 *
 * @typeParam Profile - the customer as the schema declares it
 * @typeParam Plugin - the plugins of the workspace
 */
export interface CustomerView<Profile = Customer, Plugin extends WorkspacePlugin = WorkspacePlugin> {
  /** After a merge, not the identifier that was asked for. */
  readonly customerId: string;
  /** The present. Everything in the view holds at this instant. */
  readonly asOf: Date;
  /** Name to show; the identifier if the actor may not see the name. */
  readonly name: string;
  /** The fields of the profile that the actor may see. */
  readonly profile: DeepPartial<Profile>;
  /** The latest interactions up to the present, newest first; empty if the actor may not see them. */
  readonly timeline: readonly Interaction[];
  /** Number of all interactions; `null` if the actor may not see them. */
  readonly interactions: number | null;
  /** What stage, segments, value, risk and the plugins of the host show. */
  readonly plugins: readonly PluginViewOf<Plugin>[];
  /** What exists and was withheld: fields of the profile, `history`, facts as `plugin:fact`. */
  readonly withheld: readonly string[];
  /** The next instant at which time alone changes something. */
  readonly nextCheckAt: Date | null;
}

/** Shows a customer; see `Clientele.view`. */
export async function view(workspace: WorkspaceContext, customerId: string, options: ViewOptions): Promise<CustomerView | null> {
  const { limit = 20, locale } = requireOptions(options, VIEW_OPTIONS);
  try {
    return await decideAndCommit(workspace, customerId, options, async (context) => {
      const loaded = await loadCustomer(workspace, context, customerId);
      const about = { customerId: loaded.id, customer: loaded.customer?.value ?? null };
      const request = requestOf(workspace, "view", options, about);
      assertMay(workspace.access, request);
      if (loaded.customer === null) return { set: null, value: null };
      const models = await workspace.models.current(context, loaded.customerState?.value ?? null);
      const shown = viewOf(workspace, { ...loaded, customer: loaded.customer }, { request, models, limit, locale });
      const set = noChanges();
      const isAudited = addAudit(workspace, set, request.actor, {
        action: "view",
        customerId: loaded.id,
        details: {
          fields: Object.keys(shown.profile),
          plugins: shown.plugins.filter(({ facts }) => facts.length > 0).map(({ id }) => id),
        },
      });
      // Without an entry there is nothing to write, and no lock to wait for.
      if (isAudited) await addGuard(workspace, set, loaded);
      return { set: isAudited ? set : null, value: shown };
    });
  } catch (error) {
    if (isClienteleError(error, "erased_customer")) return null;
    throw error;
  }
}

/** Decides as of the present without writing anything, and returns what the actor may see of it. */
function viewOf(
  workspace: WorkspaceContext,
  { id, customer: stored, customerState: storedState, history }: KnownCustomer,
  call: {
    readonly request: AccessRequest;
    readonly models: ReadonlyMap<string, PluginModel>;
    readonly limit: number;
    readonly locale: Locale | undefined;
  },
): CustomerView {
  const { request, models, limit, locale } = call;
  const customer = stored.value;
  const customerState = storedState?.value ?? null;
  // Shows what time has made due before a tick does.
  const decision = decideCustomer(workspace.plugins, {
    customer,
    history,
    changes: customerState?.changes ?? [],
    customerState,
    asOf: workspace.clock().getTime(),
    models,
    clockTolerance: workspace.clockTolerance,
  });
  const { asOf, dueAt, timelines } = decision.customerState;
  const maySee = (field: RegisteredField) => workspace.access.maySee(request, field);
  const section = (name: string) => workspace.inventory.filter((field) => field.section === name);

  const profile = filterFields(customer, section("profile"), (field) => maySee({ ...field, section: "profile" }));
  const withheld = [...profile.withheld];
  const seesHistory = section("history").every(maySee);
  const happened = history.filter(({ at }) => at.getTime() <= asOf);
  if (!seesHistory) withheld.push("history");

  const plugins = workspace.plugins.flatMap((plugin, position): PluginView[] => {
    if (plugin.view === undefined) return [];
    const { state } = decision.customerState.plugins[position]!;
    const own = Object.fromEntries(plugin.writes.flatMap((key) => (timelines[key] ? [[key, timelines[key]]] : [])));
    const input = { ...decision.inputs[position]!, state, timelines: own };
    const facts = guarded(plugin, id, () => plugin.view!(input)).filter(({ key, field: path }) => {
      const field = fieldFor(plugin.inventory, path);
      if (field !== undefined && maySee({ ...field, section: `plugin:${plugin.id}` })) return true;
      withheld.push(`${plugin.id}:${key}`);
      return false;
    });
    return [{ id: plugin.id, label: plugin.label, facts }];
  });
  return {
    customerId: id,
    asOf: new Date(asOf),
    name: "name" in profile.value ? displayName(customer, { locale }) : id,
    profile: profile.value,
    timeline: seesHistory ? happened.slice(Math.max(0, happened.length - limit)).reverse() : [],
    interactions: seesHistory ? happened.length : null,
    plugins,
    withheld,
    nextCheckAt: dueAt === null ? null : new Date(dueAt),
  };
}
