import { isClienteleError, type LocalizedText } from "../../kernel/index.js";
import { displayName, type Interaction } from "../../models/index.js";
import { assertMay } from "../access/access.js";
import { appendAudit } from "../access/audit.js";
import { openCustomer, readHistory } from "../persistence/load-customer.js";
import { decideCustomer, guarded } from "../decisions/decide-customer.js";
import { fieldFor, filterFields, type RegisteredField } from "../access/inventory.js";
import { type CallOptions, outcomeOf, requestOf, type Shell, transact } from "../workspace-context.js";
import type { ViewFact } from "../plugins/workspace-plugin.js";

/** How much to show. */
export interface ViewOptions extends CallOptions {
  /** The most interactions of the timeline, the latest first; 20 unless told. */
  readonly timeline?: number | undefined;
  /** Language of the name; `"en"` unless told. */
  readonly locale?: string | undefined;
}

/** What one room says of a customer. */
export interface RoomView {
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
  /** Stage, segments, value, and whatever rooms the host added. */
  readonly rooms: readonly RoomView[];
  /** What is there and was withheld: fields of the profile, `history`, facts as `room:fact`. */
  readonly withheld: readonly string[];
  /** When time alone changes something next. */
  readonly nextCheckAt: Date | null;
}

/** Shows a customer; see `Clientele.view`. */
export async function view(shell: Shell, customerId: string, options: ViewOptions): Promise<CustomerView | null> {
  try {
    return await transact(shell, customerId, options, (context) =>
      outcomeOf(async () => {
        const dossier = await openCustomer(shell, context, customerId);
        const about = { customerId: dossier.id, customer: dossier.customer?.value ?? null };
        const request = requestOf(shell, "view", options, about);
        assertMay(shell.access, request);
        if (dossier.customer === null) return null;
        const customer = dossier.customer.value;
        const standing = dossier.standing?.value ?? null;
        const history = await readHistory(shell, context, dossier.id);
        const models = await shell.models.current(context, standing);
        const now = shell.clock().getTime();
        // Decided in passing, not written: what time has made due is shown before a tick comes by.
        const decision = decideCustomer(shell.rooms, {
          customer,
          history,
          changes: standing?.changes ?? [],
          standing,
          asOf: now,
          models,
        });
        const { asOf, dueAt, timelines } = decision.standing;
        const maySee = (field: RegisteredField) => shell.access.maySee(request, field);
        const section = (name: string) => shell.inventory.filter((field) => field.section === name);

        const profile = filterFields(customer, section("profile"), (field) => maySee({ ...field, section: "profile" }));
        const withheld = [...profile.withheld];
        const seesHistory = section("history").every(maySee);
        const happened = history.filter(({ at }) => at.getTime() <= asOf);
        if (!seesHistory) withheld.push("history");

        const rooms = shell.rooms.flatMap((room, position): RoomView[] => {
          if (room.view === undefined) return [];
          const { state } = decision.standing.rooms[position]!;
          const own = Object.fromEntries(room.writes.flatMap((key) => (timelines[key] ? [[key, timelines[key]]] : [])));
          const input = { ...decision.inputs[position]!, state, timelines: own };
          const facts = guarded(room, dossier.id, () => room.view!(input)).filter(({ key, field: path }) => {
            const field = fieldFor(room.inventory, path);
            if (field !== undefined && maySee({ ...field, section: `room:${room.id}` })) return true;
            withheld.push(`${room.id}:${key}`);
            return false;
          });
          return [{ id: room.id, label: room.label, facts }];
        });
        await appendAudit(shell, context, request.actor, {
          action: "view",
          customerId: dossier.id,
          details: {
            fields: Object.keys(profile.value),
            rooms: rooms.filter(({ facts }) => facts.length > 0).map(({ id }) => id),
          },
        });
        return {
          customerId: dossier.id,
          asOf: new Date(asOf),
          name: "name" in profile.value ? displayName(customer, options.locale) : dossier.id,
          profile: profile.value,
          timeline: seesHistory ? happened.slice(Math.max(0, happened.length - (options.timeline ?? 20))).reverse() : [],
          interactions: seesHistory ? happened.length : null,
          rooms,
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
