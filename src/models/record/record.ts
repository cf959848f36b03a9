import { ClienteleError, compareCodePoints, type Problem, sameContent } from "../../kernel/index.js";
import { anObject, compareOrdered, listOf, type OptionShape, requireObject, requireOptions } from "../../kernel/internal.js";
import type { Customer } from "../schemas/customer.js";
import type { Interaction } from "../schemas/interaction.js";
import { type FactInput, factsOf } from "./fact.js";
import { type ProfileChange, requireOwnChanges } from "./profile-changes.js";

/** A step of a timeline: the value from an instant on. */
export interface TimelineStep {
  readonly from: Date;
  /** `null` where nothing is known. */
  readonly value: string | number | boolean | null;
}

/** Step functions by key (`"stage:retail"`, `"segment:vip"`, `"score:churn"`), each in ascending order of time: derived, never stored as interactions. */
export type Timelines = Readonly<Record<string, readonly TimelineStep[]>>;

/** A customer with everything that happened, in the total order `(at, id)`. */
export interface CustomerRecord {
  readonly customer: Customer;
  /** Ordered by `(at, id)`; each id occurs once. */
  readonly history: readonly Interaction[];
  /** History of the profile; without it attributes count as constant. */
  readonly changes?: readonly ProfileChange[] | undefined;
  readonly timelines?: Timelines | undefined;
}

/** Options of {@link recordOf}. */
export interface RecordOptions {
  /** History of the profile. */
  readonly changes?: readonly ProfileChange[] | undefined;
  readonly timelines?: Timelines | undefined;
}

const RECORD_OPTIONS: OptionShape<RecordOptions> = { changes: listOf(anObject), timelines: anObject };

/** What rules are evaluated on: a customer, a ticket, an opportunity, an item. */
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
 * @param interactions - of this customer, in any order
 * @param options - history of the profile, and timelines
 * @throws ClienteleError `invalid_instant`, `malformed_fact` with the path of what cannot be read; `invalid_option`
 * @throws ClienteleError `foreign_interaction`, `foreign_change` when one belongs to another customer, `conflicting_interaction` when two that differ share an id
 * @example
 * const viewed = (id: string, at: number) => ({ id, customerId: "c1", type: "page.viewed", at: new Date(at), properties: {} });
 * const record = recordOf({ id: "c1", kind: "person", version: 0 }, [viewed("b", 2), viewed("a", 1), viewed("b", 2)]);
 * record.history.map((interaction) => interaction.id) // => ["a", "b"]
 */
export function recordOf(customer: Customer, interactions: Iterable<FactInput>, options: RecordOptions = {}): CustomerRecord {
  requireOptions(options, RECORD_OPTIONS);
  requireOwnChanges(customer, options.changes ?? []);
  const byId = new Map<string, Interaction>();
  for (const [, interaction] of factsOf(interactions, "interactions")) {
    if (interaction.customerId !== customer.id) {
      throw new ClienteleError(
        "foreign_interaction",
        "The interaction belongs to another customer; group interactions by customer, or use recordsFrom, which reports orphans.",
        {
          customerId: customer.id,
          interactionId: interaction.id,
        },
      );
    }
    const known = byId.get(interaction.id);
    if (known !== undefined && !sameContent(known, interaction)) {
      throw new ClienteleError(
        "conflicting_interaction",
        "Two interactions with different content share an id; give each its own.",
        {
          interactionId: interaction.id,
        },
      );
    }
    if (known === undefined || compareClaims(interaction, known) < 0) byId.set(interaction.id, interaction);
  }
  const { changes, timelines } = options;
  return {
    customer,
    history: inOrder([...byId.values()]),
    ...(changes !== undefined && { changes }),
    ...(timelines !== undefined && { timelines }),
  };
}

/** An entry that was left out, since another one with its identifier was kept. */
interface Rejected extends Problem {
  readonly reason: "duplicate_customer" | "conflicting_interaction";
}

/** What {@link recordsFrom} returns: the records, and everything that is in none of them. */
export interface RecordsReport {
  /** One per customer, in code-point order of identifiers. */
  readonly records: readonly CustomerRecord[];
  /** Interactions whose customer is not in the input. */
  readonly orphans: readonly Interaction[];
  /** Number of exact repetitions, each counted once. */
  readonly repeated: number;
  /** What was left out, with its position in the input. */
  readonly rejected: readonly Rejected[];
}

/**
 * Turns arrays into records. Nothing is lost: every interaction is in a record, an orphan, a repetition or rejected. The order
 * of the input does not matter: of two different interactions with one id, the one known first is kept (`recordedAt`, else
 * `at`); of two customers, the one with the higher version.
 *
 * @param input - customers and interactions, in any order
 * @throws ClienteleError `invalid_instant` with the path of an instant that cannot be read
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
  readonly interactions: Iterable<FactInput>;
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
        message: `Customer ${id} occurs more than once; kept the one at ${kept}. Merge them first.`,
        reason: "duplicate_customer",
        list: 0,
        position,
      });
    }
  }
  const facts = Array.from(factsOf(input.interactions, "interactions"), ([, fact]) => fact);
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
          message: `Interaction ${id} differs from the one with the same id at ${kept}, which was kept.`,
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
 * Returns the subject that rules see: its attributes are the fields of the customer. What evaluates it reads the history.
 *
 * @throws ClienteleError `malformed_fact` for a record without a customer
 * @example
 * subjectOf({ customer: { id: "c1", kind: "person", version: 0, tags: ["vip"] }, history: [] }).attributes.tags // => ["vip"]
 */
export function subjectOf(record: CustomerRecord): Subject {
  const { customer, history, changes, timelines } = record;
  requireObject(customer, "customer");
  return { id: customer.id, attributes: customer, history, changes, timelines };
}

function inOrder(interactions: Interaction[]): Interaction[] {
  for (let index = 1; index < interactions.length; index++) {
    if (compareOrdered(interactions[index - 1]!, interactions[index]!) > 0) return interactions.sort(compareOrdered);
  }
  return interactions;
}

/** Orders two interactions with one id, the one to keep first: the one known first, else the one with the smaller JSON text. */
function compareClaims(left: Interaction, right: Interaction): number {
  return (
    (left.recordedAt ?? left.at).getTime() - (right.recordedAt ?? right.at).getTime() ||
    compareCodePoints(JSON.stringify(left), JSON.stringify(right))
  );
}

/** Orders two customers with one id, the one to keep first: the higher version, else the smaller JSON text. */
function compareProfiles(left: Customer, right: Customer): number {
  return right.version - left.version || compareCodePoints(JSON.stringify(left), JSON.stringify(right));
}

/** Positions by identifier: the first of each, and all of them where an identifier occurs more than once. */
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
