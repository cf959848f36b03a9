import type { CommitRows } from "../commit-rows.js";
import { portionsOf } from "../keyset.js";
import type { RunStatement } from "../sql-access.js";
import type { StoredInteger, TableNames } from "../tables.js";
import { byKind, runsOf } from "./by-kind.js";
import { compiled, joined, listOf, part, raw, type StatementPart } from "./statement-text.js";

/** Names sets in conflict. */
type Check = (run: RunStatement, tenant: string, rows: CommitRows) => Promise<readonly number[]>;

/** Number of keys per list. */
const MAX_KEYS = 500;

/** Creates the check that locks all rows that a commit changes or checks, in the order of their keys, and compares their versions. */
export function staleRows({ customer, document }: TableNames): Check {
  return async (run, tenant, rows) => {
    const customers = rows.customers.filter(({ expected }) => expected !== null);
    const documents = rows.documents.filter(({ expected }) => expected !== null);
    const parts = [
      ...portionsOf(customers, MAX_KEYS).map(
        (portion) => part`
(select null as kind, t.id, t.version from ${raw(customer)} as t
where t.tenant_id = ${tenant} and t.id in (${listOf(portion.map(({ id }) => id))}) for update)`,
      ),
      // Runs of one kind and one lock keep the order of the keys.
      ...runsOf(documents, ({ kind, checked }) => `${checked} ${kind}`, MAX_KEYS).map((portion) => {
        const { kind, checked } = portion[0]!;
        return part`
(select t.kind, t.id, t.version from ${raw(document)} as t
where t.tenant_id = ${tenant} and t.kind = ${kind} and t.id in (${listOf(portion.map(({ id }) => id))})
${raw(checked ? "lock in share mode" : "for update")})`;
      }),
    ];
    if (parts.length === 0) return [];
    type Held = { readonly kind: string | null; readonly id: string; readonly version: string };
    const held = (await run(compiled<Held>(joined(parts, "\nunion all")))).rows;
    const versions = new Map(held.map(({ kind, id, version }) => [keyOf(kind, id), version]));
    return [
      ...customers.filter(({ id, expected }) => versions.get(keyOf(null, id)) !== expected),
      ...documents.filter(({ kind, id, expected }) => versions.get(keyOf(kind, id)) !== expected),
    ].map(({ set }) => set);
  };
}

function keyOf(...parts: readonly (string | number | null)[]): string {
  return JSON.stringify(parts);
}

/** Creates the check that names the sets with a new key that exists. */
export function existingKeys(tables: TableNames): Check {
  const [customer, document, interaction, message] = [tables.customer, tables.document, tables.interaction, tables.message].map(
    raw,
  ) as [StatementPart, StatementPart, StatementPart, StatementPart];
  return async (run, tenant, { customers, documents, histories, interactions, messages }) => {
    const newCustomers = customers.filter(({ expected }) => expected === null);
    const newDocuments = documents.filter(({ expected }) => expected === null);
    const parts = [
      ...portionsOf(newCustomers, MAX_KEYS).map(
        (portion) => part`
select null as kind, t.id, null as owner, null as sequence, null as part from ${customer} as t
where t.tenant_id = ${tenant} and t.id in (${listOf(portion.map(({ id }) => id))})`,
      ),
      ...byKind(newDocuments, MAX_KEYS).map(
        ({ kind, ids }) => part`
select t.kind, t.id, null as owner, null as sequence, null as part from ${document} as t
where t.tenant_id = ${tenant} and t.kind = ${kind} and t.id in (${listOf(ids)})`,
      ),
      ...portionsOf(interactions, MAX_KEYS).map(
        (portion) => part`
select null as kind, t.id, t.customer_id as owner, null as sequence, null as part from ${interaction} as t
where t.tenant_id = ${tenant} and t.id in (${listOf(portion.map(({ id }) => id))})`,
      ),
      ...messages.map(
        ({ subject, sequence, part: number }) => part`
select null as kind, t.subject as id, null as owner, t.sequence, t.part from ${message} as t
where t.tenant_id = ${tenant} and t.subject = ${subject} and t.sequence = ${sequence} and t.part = ${number}`,
      ),
    ];
    if (parts.length === 0) return [];
    type Found = {
      kind: string | null;
      id: string;
      owner: string | null;
      sequence: StoredInteger | null;
      part: StoredInteger | null;
    };
    const known = new Map<string, string | null>();
    for (const portion of portionsOf(parts, MAX_KEYS)) {
      const { rows } = await run(compiled<Found>(joined(portion, "\nunion all")));
      for (const { kind, id, owner, sequence, part: number } of rows) {
        const list = owner !== null ? "interaction" : sequence !== null ? "message" : kind !== null ? "document" : "customer";
        known.set(keyOf(list, kind, id, numberOf(sequence), numberOf(number)), owner);
      }
    }
    const removed = new Set(histories.map(({ set, customerId }) => keyOf(set, customerId)));
    const interactionKey = (id: string) => keyOf("interaction", null, id, null, null);
    return [
      ...newCustomers.filter(({ id }) => known.has(keyOf("customer", null, id, null, null))),
      ...newDocuments.filter(({ kind, id }) => known.has(keyOf("document", kind, id, null, null))),
      // A set may record again what it removes with a history.
      ...interactions.filter(({ set, id }) => {
        const owner = known.get(interactionKey(id));
        return owner !== undefined && !removed.has(keyOf(set, owner));
      }),
      ...messages.filter(({ subject, sequence, part: number }) => known.has(keyOf("message", null, subject, sequence, number))),
    ].map(({ set }) => set);
  };
}

function numberOf(value: StoredInteger | null): number | null {
  return value === null ? null : Number(value);
}
