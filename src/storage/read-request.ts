import type { Customer, Interaction } from "../models/index.js";
import type { DocumentKey, StorageDocument } from "./document-store.js";
import type { Page, Stored } from "./stored.js";

/** The beginning of the history of one customer. */
export interface HistoryStart {
  readonly customerId: string;
  /** First instant, inclusive. Defaults to the beginning. */
  readonly from?: Date | undefined;
  /** Maximum number of interactions, an integer of at least 1. */
  readonly limit: number;
}

/** What {@link StorageAdapter.read} reads. Every list may be left out, in any order, and with repetitions. */
export interface ReadRequest {
  /** Identifiers of customers. */
  readonly customers?: readonly string[] | undefined;
  readonly documents?: readonly DocumentKey[] | undefined;
  /** Identifiers of interactions. */
  readonly interactions?: readonly string[] | undefined;
  readonly histories?: readonly HistoryStart[] | undefined;
}

/** What {@link StorageAdapter.read} found: one result per item of the request, at the same position. */
export interface ReadResult {
  /** `null` where there is no such customer. */
  readonly customers: readonly (Stored<Customer> | null)[];
  /** `null` where there is no such document. */
  readonly documents: readonly (Stored<StorageDocument> | null)[];
  /** `null` where there is no such interaction. */
  readonly interactions: readonly (Interaction | null)[];
  /** Pages by `(at, id)`; `next` is a cursor of `interactions.history`, with the same `from`. */
  readonly histories: readonly Page<Interaction>[];
}
