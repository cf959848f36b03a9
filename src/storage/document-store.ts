import type { StorageContext } from "./context.js";
import type { Page, PageRequest, Stored } from "./stored.js";

/** Key of a document. */
export interface DocumentKey {
  /** Kind of the document, named by the module that owns it (`"loyalty.ledger"`): 1 to 256 storable characters. */
  readonly kind: string;
  /** Identifier within the kind; two kinds may use the same one. */
  readonly id: string;
}

/** Everything in a document but its key. */
export interface DocumentContent<Value = unknown> {
  /** Customer whose personal data the document holds; `null` or absent if there is none. Export and erasure rely on it. */
  readonly customerId?: string | null | undefined;
  /** Instant at which time alone changes something; `null` or absent if none does. {@link DocumentStore.due} finds it. */
  readonly dueAt?: Date | null | undefined;
  /** Plain data, but not `undefined` (see {@link storableCopy}). */
  readonly value: Value;
}

/** A document: an aggregate of a module, such as a points ledger, a case, a campaign, a fitted model or the state of a lifecycle. */
export interface StorageDocument<Value = unknown> extends DocumentKey, DocumentContent<Value> {}

/** A request for a page of documents. */
export interface DocumentRequest extends PageRequest {
  /** Reads only this kind. Defaults to all kinds. */
  readonly kind?: string | undefined;
  /** Reads only the documents of this customer. Defaults to all documents. */
  readonly customerId?: string | undefined;
}

/** A request for a page of documents that are due. */
export interface DueRequest extends PageRequest {
  /** Reads only this kind. Defaults to all kinds. */
  readonly kind?: string | undefined;
}

/** A document that is due. */
export interface DueDocument extends DocumentKey {
  readonly dueAt: Date;
}

/** Lists of documents. `read` of the adapter finds single ones, and `commit` changes them. */
export interface DocumentStore {
  /**
   * Reads the documents of the tenant by kind, then by identifier, in code-point order.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: DocumentRequest): Promise<Page<Stored<StorageDocument>>>;

  /**
   * Reads which documents are due, `dueAt` ≤ `until`, by `(dueAt, kind, id)`. A document is due until a change gives it another
   * instant or removes it.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_instant`, `invalid_option` for a limit below 1
   */
  due(context: StorageContext, until: Date, request: DueRequest): Promise<Page<DueDocument>>;
}
