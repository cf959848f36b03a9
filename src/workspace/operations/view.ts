import { isClienteleError, type LocalizedText } from "../../kernel/index.js";
import { displayName, type Interaction } from "../../models/index.js";
import { assertMay } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { loadCustomer, readHistory } from "../persistence/load-customer.js";
import { decideCustomer, guarded } from "../decisions/decide-customer.js";
import { fieldFor, filterFields, type RegisteredField } from "../plugins/inventory.js";
import { type CallOptions, outcomeOf, requestOf, type WorkspaceContext, transact } from "../workspace-context.js";
import type { ViewFact } from "../plugins/workspace-plugin.js";

/** How much to show. */
export interface ViewOptions extends CallOptions {
  /** The most interactions of the timeline, the latest first; 20 unless told. */
  readonly timeline?: number | undefined;
  /** Language of the name; `"en"` unless told. */
  readonly locale?: string | undefined;
}

/** What one plugin says of a customer. */
export interface PluginView {
  readonly id: string;
  readonly label: LocalizedText;
  readonly facts: readonly ViewFact[];
}

/** A customer at a glance: plain data that a screen shows as it is. */
export interface CustomerView {
  /** After a merge another identifier than was asked for. */
  readonly customerId: string;
  /** The present; everything holds at this instant. */
  readonly asOf: Date;
  /** What to call the customer; the identifier where the name is not for this actor. */
  readonly name: string;
  /** The fields of the profile that this actor may see. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** The latest interactions, the latest first, up to the present; empty where they are not for this actor. */
  readonly timeline: readonly Interaction[];
  /** How many there are in all; `null` where they are not for this actor. */
  readonly interactions: number | null;
  /** Stage, segments, value, and whatever plugins the host added. */
  readonly plugins: readonly PluginView[];
  /** What is there and was withheld: fields of the profile, `history`, facts as `plugin:fact`. */
  readonly withheld: readonly string[];
  /** When time alone changes something next. */
  readonly nextCheckAt: Date | null;
}

/** Shows a customer; see `Clientele.view`. */
export async function view(workspace: WorkspaceContext, customerId: string, options: ViewOptions): Promise<CustomerView | null> {
  try {
    return await transact(workspace, customerId, options, (context) =>
      outcomeOf(async () => {
        const loaded = await loadCustomer(workspace, context, customerId);
        const about = { customerId: loaded.id, customer: loaded.customer?.value ?? null };
        const request = requestOf(workspace, "view", options, about);
        assertMay(workspace.access, request);
        if (loaded.customer === null) return null;
        const customer = loaded.customer.value;
        const customerState = loaded.customerState?.value ?? null;
        const history = await readHistory(workspace, context, loaded.id);
        const models = await workspace.models.current(context, customerState);
        const now = workspace.clock().getTime();
        // Decided in passing, not written: what time has made due is shown before a tick comes by.
        const decision = decideCustomer(workspace.plugins, {
          customer,
          history,
          changes: customerState?.changes ?? [],
          customerState,
          asOf: now,
          models,
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
          const facts = guarded(plugin, loaded.id, () => plugin.view!(input)).filter(({ key, field: path }) => {
            const field = fieldFor(plugin.inventory, path);
            if (field !== undefined && maySee({ ...field, section: `plugin:${plugin.id}` })) return true;
            withheld.push(`${plugin.id}:${key}`);
            return false;
          });
          return [{ id: plugin.id, label: plugin.label, facts }];
        });
        await appendAudit(workspace, context, request.actor, {
          action: "view",
          customerId: loaded.id,
          details: {
            fields: Object.keys(profile.value),
            plugins: plugins.filter(({ facts }) => facts.length > 0).map(({ id }) => id),
          },
        });
        return {
          customerId: loaded.id,
          asOf: new Date(asOf),
          name: "name" in profile.value ? displayName(customer, { locale: options.locale }) : loaded.id,
          profile: profile.value,
          timeline: seesHistory ? happened.slice(Math.max(0, happened.length - (options.timeline ?? 20))).reverse() : [],
          interactions: seesHistory ? happened.length : null,
          plugins,
          withheld,
          nextCheckAt: dueAt === null ? null : new Date(dueAt),
        };
      }),
    );
  } catch (error) {
    if (isClienteleError(error, "erased_customer")) return null;
    throw error;
  }
}
