import type { Customer, Interaction } from "../../models/index.js";
import type { StorageDocument } from "../document-store.js";
import type { OutboxMessage } from "../outbox.js";
import { encodeStorable } from "../storable-text.js";

/** Type of the records of each store in an export. */
export interface ExportedValues {
  readonly customers: Customer;
  readonly interactions: Interaction;
  readonly documents: StorageDocument;
  readonly messages: OutboxMessage;
}

/** Name of a store in an export. */
export type ExportedStore = keyof ExportedValues;

/** One record of an export. */
export type ExportedRecord = {
  readonly [Store in ExportedStore]: { readonly store: Store; readonly value: ExportedValues[Store] };
}[ExportedStore];

/** Number of records per store. */
export type StoreCounts = Readonly<Record<ExportedStore, number>>;

/** Returns counts of zero. */
export const noCounts = (): Record<ExportedStore, number> => ({ customers: 0, interactions: 0, documents: 0, messages: 0 });

/** Distinguishes the first line of an export from other JSON. */
export const EXPORT_KIND = "clientele.export";

/** First line of an export. */
export const HEADER = encodeStorable({ kind: EXPORT_KIND, version: 2 });

/** Writes the line of a record, with its store as the only key. */
export function recordLine({ store, value }: ExportedRecord): string {
  return encodeStorable({ [store]: value });
}

/** Writes the last line: the counts and the checksum of the lines before it. */
export function endLine(counts: Readonly<Record<string, number>>, checksum: string): string {
  return encodeStorable({ end: { ...counts, checksum } });
}
