import type { StorageContext } from "./context.js";
import type { Page, PageRequest, Removed, Saved, Stored, Version } from "./stored.js";

/** A document: an aggregate of a module, such as a points ledger, a case, a campaign, a fitted model or the state of a lifecycle. */
export interface StorageDocument<Value = unknown> {
  /** Kind of the document, named by the module that owns it (`"loyalty.ledger"`): 1 to 256 storable characters. */
  readonly kind: string;
  /** Identifier within the kind; two kinds may use the same one. */
  readonly id: string;
  /** Customer whose personal data the document holds; `null` or absent if there is none. Export and erasure rely on it. */
  readonly customerId?: string | null | undefined;
  /** Plain data, but not `undefined` (see {@link storableCopy}). */
  readonly value: Value;
}

/** A request for a page of documents. */
export interface DocumentRequest extends PageRequest {
  /** Reads only this kind. Defaults to all kinds. */
  readonly kind?: string | undefined;
  /** Reads only the documents of this customer. Defaults to all documents. */
  readonly customerId?: string | undefined;
}

/** All other aggregates, by kind and identifier, with versions like those of customers. */
export interface DocumentStore {
  /**
   * Reads one document.
   *
   * @returns a copy with its version; `null` if there is no such document
   */
  get(context: StorageContext, kind: string, id: string): Promise<Stored<StorageDocument> | null>;

  /**
   * Reads several documents of one kind.
   *
   * @returns one result per identifier, in the same order; `null` where there is no such document
   */
  getMany(context: StorageContext, kind: string, ids: readonly string[]): Promise<readonly (Stored<StorageDocument> | null)[]>;

  /**
   * Creates or replaces a whole document. Checking the version and writing are one atomic step, as in {@link CustomerStore.save}.
   *
   * @param expected - the version that was read; `null` if the document must not exist yet
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`
   */
  save(context: StorageContext, document: StorageDocument, expected: Version | null): Promise<Saved>;

  /** Removes a document, under the same rule as {@link save}. */
  remove(context: StorageContext, kind: string, id: string, expected: Version): Promise<Removed>;

  /**
   * Reads the documents of the tenant by kind, then by identifier, in code-point order.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: DocumentRequest): Promise<Page<Stored<StorageDocument>>>;
}
