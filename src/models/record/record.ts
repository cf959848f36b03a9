import { ClienteleError, compareCodePoints, type Problem } from "../../kernel/index.js";
import { sameContent } from "../../kernel/index.js";
import { compareOrdered } from "../../kernel/internal.js";
import type { Customer } from "../schemas/customer.js";
import type { Interaction } from "../schemas/interaction.js";
import { type ProfileChange, requireOwnChanges } from "./profile-changes.js";

/** One step of a timeline: the value that holds from an instant on. */
export interface TimelineStep {
  readonly from: Date;
  /** `null` where nothing is known from then on. */
  readonly value: string | number | boolean | null;
}

/** Step functions by key (`"stage:retail"`, `"segment:vip"`, `"score:churn"`), each in order of time. Derived, never stored as interactions. */
export type Timelines = Readonly<Record<string, readonly TimelineStep[]>>;

/** One customer with everything that happened, in the total order `(at, id)`. */
export interface CustomerRecord {
  readonly customer: Customer;
  /** Ordered by {@link compareOrdered}, each id once. */
  readonly history: readonly Interaction[];
  /** The profile's own history, so that attributes have a past. */
  readonly changes?: readonly ProfileChange[] | undefined;
  readonly timelines?: Timelines | undefined;
}

/** What rules ask about: a customer, a ticket, an opportunity, an item. */
export interface Subject {
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly history: readonly Interaction[];
  readonly changes?: readonly ProfileChange[] | undefined;
  readonly timelines?: Timelines | undefined;
}

/**
 * Makes a record: orders the interactions by `(at, id)` and drops exact repetitions of an id.
 *
 * @throws ClienteleError `foreign_interaction`, `foreign_change` when one belongs to another customer, `conflicting_interaction` when two that differ share an id
 * @example
 * const viewed = (id: string, at: number) => ({ id, customerId: "c1", type: "page.viewed", at: new Date(at), properties: {} });
 * const record = recordOf({ id: "c1", kind: "person", version: 0 }, [viewed("b", 2), viewed("a", 1), viewed("b", 2)]);
 * record.history.map((interaction) => interaction.id) // => ["a", "b"]
 */
export function recordOf(
  customer: Customer,
  interactions: Iterable<Interaction>,
  options: { readonly changes?: readonly ProfileChange[] | undefined; readonly timelines?: Timelines | undefined } = {},
): CustomerRecord {
  requireOwnChanges(customer, options.changes ?? []);
  const byId = new Map<string, Interaction>();
  for (const interaction of interactions) {
    if (interaction.customerId !== customer.id) {
      throw new ClienteleError("foreign_interaction", "Group interactions by customer first; recordsFrom reports orphans.", {
        customerId: customer.id,
        interactionId: interaction.id,
      });
    }
    const known = byId.get(interaction.id);
    if (known !== undefined && !sameContent(known, interaction)) {
      throw new ClienteleError("conflicting_interaction", "Two different interactions share an id.", {
        interactionId: interaction.id,
      });
    }
    if (known === undefined || compareClaims(interaction, known) < 0) byId.set(interaction.id, interaction);
  }
  return { customer, history: inOrder([...byId.values()]), ...options };
}

/** Something that has no place beside another of the same identifier. */
interface Rejected extends Problem {
  readonly reason: "duplicate_customer" | "conflicting_interaction";
}

/** What `recordsFrom` returns: the records, and everything that found no place in one. */
export interface RecordsReport {
  /** One a customer, in code-point order of identifiers. */
  readonly records: readonly CustomerRecord[];
  /** Interactions whose customer is not there. */
  readonly orphans: readonly Interaction[];
  /** Repetitions that were counted once. */
  readonly repeated: number;
  /** What was left out, by position in its list. */
  readonly rejected: readonly Rejected[];
}

/**
 * Turns arrays into records. Nothing is lost: every interaction is in a record, an orphan, a repetition or rejected.
 * The input in another order gives the same records: of two interactions that differ under one id, the one that was
 * known first is kept (`recordedAt`, else `at`); of two customers, the one of the higher version.
 *
 * @param input - customers and interactions, in any order
 * @example
 * const at = new Date(0);
 * const report = recordsFrom({
 *   customers: [{ id: "c1", kind: "person", version: 0 }],
 *   interactions: [{ id: "i1", customerId: "c2", type: "page.viewed", at, properties: {} }],
 * });
 * report.orphans.length // => 1
 */
export function recordsFrom(input: {
  readonly customers: Iterable<Customer>;
  readonly interactions: Iterable<Interaction>;
}): RecordsReport {
  const rejected: (Rejected & { readonly list: number; readonly position: number })[] = [];
  const profiles = [...input.customers];
  const profilesById = positionsById(profiles.map(({ id }) => id));
  for (const [id, positions] of profilesById.several) {
    const [kept, ...others] = positions.sort((left, right) => compareProfiles(profiles[left]!, profiles[right]!) || left - right);
    profilesById.first.set(id, kept!);
    for (const position of others) {
      rejected.push({
        path: `customers[${position}]`,
        message: `Customer ${id} stands in the list more than once, the one to keep at ${kept}; merge them first.`,
        reason: "duplicate_customer",
        list: 0,
        position,
      });
    }
  }
  const facts = [...input.interactions];
  const factsById = positionsById(facts.map(({ id }) => id));
  let repeated = 0;
  for (const [id, positions] of factsById.several) {
    const [kept, ...others] = positions.sort((left, right) => compareClaims(facts[left]!, facts[right]!) || left - right);
    factsById.first.set(id, kept!);
    for (const position of others) {
      if (sameContent(facts[kept!], facts[position])) repeated++;
      else {
        rejected.push({
          path: `interactions[${position}]`,
          message: `Interaction ${id} has other content than the one to keep, at ${kept}.`,
          reason: "conflicting_interaction",
          list: 1,
          position,
        });
      }
    }
  }
  const histories = new Map<string, Interaction[]>();
  for (const id of profilesById.first.keys()) histories.set(id, []);
  const orphans: Interaction[] = [];
  for (const position of factsById.first.values()) {
    const fact = facts[position]!;
    (histories.get(fact.customerId) ?? orphans).push(fact);
  }
  const records = [...profilesById.first]
    .map(([id, position]) => ({ customer: profiles[position]!, history: inOrder(histories.get(id)!) }))
    .sort((left, right) => compareCodePoints(left.customer.id, right.customer.id));
  return {
    records,
    orphans: inOrder(orphans),
    repeated,
    rejected: rejected
      .sort((left, right) => left.list - right.list || left.position - right.position)
      .map(({ path, message, reason }) => ({ path, message, reason })),
  };
}

/**
 * The subject that rules see of a record: paths are rooted at the customer's fields.
 *
 * @example
 * subjectOf({ customer: { id: "c1", kind: "person", version: 0, tags: ["vip"] }, history: [] }).attributes.tags // => ["vip"]
 */
export function subjectOf(record: CustomerRecord): Subject {
  const { customer, history, changes, timelines } = record;
  return { id: customer.id, attributes: customer, history, changes, timelines };
}

function inOrder(interactions: Interaction[]): Interaction[] {
  for (let index = 1; index < interactions.length; index++) {
    if (compareOrdered(interactions[index - 1]!, interactions[index]!) > 0) return interactions.sort(compareOrdered);
  }
  return interactions;
}

/**
 * Of two interactions under one id, the one to keep, whatever order they came in: the one known first, else the one whose
 * JSON text is the smaller.
 */
function compareClaims(left: Interaction, right: Interaction): number {
  return (
    (left.recordedAt ?? left.at).getTime() - (right.recordedAt ?? right.at).getTime() ||
    compareCodePoints(JSON.stringify(left), JSON.stringify(right))
  );
}

/** Of two customers under one id, the one to keep: the higher version, else the smaller JSON text. */
function compareProfiles(left: Customer, right: Customer): number {
  return right.version - left.version || compareCodePoints(JSON.stringify(left), JSON.stringify(right));
}

/** Positions by identifier: the first of each, and, where there are more, all of them. */
function positionsById(ids: Iterable<string>): { first: Map<string, number>; several: Map<string, number[]> } {
  const first = new Map<string, number>();
  const several = new Map<string, number[]>();
  let position = 0;
  for (const id of ids) {
    const before = first.get(id);
    const positions = several.get(id);
    if (before === undefined) first.set(id, position);
    else if (positions === undefined) several.set(id, [before, position]);
    else positions.push(position);
    position++;
  }
  return { first, several };
}
