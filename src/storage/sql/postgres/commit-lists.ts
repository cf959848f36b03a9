import type { CommitRows, CustomerRow, DocumentRow, InteractionRow, MessageRow } from "../commit-rows.js";
import { arrayList } from "./array-list.js";

export const customers = arrayList("customers", {
  change_set: ["int", (row: CustomerRow) => row.set],
  id: ["text", ({ id }) => id],
  expected: ["text", ({ expected }) => expected],
  removed: ["boolean", isRemoved],
  version: ["text", ({ version }) => version],
  record: ["text", ({ record }) => record],
  document: ["text", ({ document }) => document],
});

export const documents = arrayList("documents", {
  change_set: ["int", (row: DocumentRow) => row.set],
  kind: ["text", ({ kind }) => kind],
  id: ["text", ({ id }) => id],
  expected: ["text", ({ expected }) => expected],
  checked: ["boolean", ({ checked }) => checked],
  removed: ["boolean", isRemoved],
  version: ["text", ({ version }) => version],
  customer_id: ["text", ({ customerId }) => customerId],
  due_at: ["bigint", ({ dueAt }) => dueAt],
  record: ["text", ({ record }) => record],
});

export const histories = arrayList("histories", {
  change_set: ["int", (row: CommitRows["histories"][number]) => row.set],
  customer_id: ["text", ({ customerId }) => customerId],
});

export const interactions = arrayList("interactions", {
  change_set: ["int", (row: InteractionRow) => row.set],
  id: ["text", ({ id }) => id],
  customer_id: ["text", ({ customerId }) => customerId],
  type: ["text", ({ type }) => type],
  happened_at: ["bigint", ({ at }) => at],
  channel: ["text", ({ channel }) => channel],
  record: ["text", ({ record }) => record],
  properties: ["text", ({ properties }) => properties],
});

export const messages = arrayList("messages", {
  change_set: ["int", (row: MessageRow) => row.set],
  subject: ["text", ({ subject }) => subject],
  sequence: ["bigint", ({ sequence }) => sequence],
  part: ["bigint", ({ part }) => part],
  id: ["text", ({ id }) => id],
  record: ["text", ({ record }) => record],
});

/** Tells whether a row is to be removed. */
export function isRemoved({ record, checked = false }: { readonly record: string | null; readonly checked?: boolean }): boolean {
  return record === null && !checked;
}

/** Returns all parameters of a commit. */
export function commitValues(tenant: string, rows: CommitRows): Readonly<Record<string, unknown>> {
  return {
    tenant,
    ...customers.values(rows.customers),
    ...documents.values(rows.documents),
    ...histories.values(rows.histories),
    ...interactions.values(rows.interactions),
    ...messages.values(rows.messages),
  };
}
