import type { StorageContext } from "./context.js";
import type { Page, PageRequest, Removed, Saved, Stored, Version } from "./stored.js";

/** One document: an aggregate of some module (a points ledger, a case, a campaign, a fitted model, the state of a lifecycle). */
export interface StorageDocument<Value = unknown> {
  /** What it is, named by the module that owns it (`"loyalty.ledger"`): 1 to 256 storable characters. */
  readonly kind: string;
  /** Its identifier among its kind; two kinds may use the same one. */
  readonly id: string;
  /** The customer whose personal data it holds; `null` or absent when it belongs to none. Export and erasure go by it. */
  readonly customerId?: string | null | undefined;
  /** Plain data, not `undefined` (see {@link storableCopy}). */
  readonly value: Value;
}

/** Which documents to read. */
export interface DocumentRequest extends PageRequest {
  /** Only this kind. Default is all. */
  readonly kind?: string | undefined;
  /** Only those of this customer. Default is all. */
  readonly customerId?: string | undefined;
}

/** Every other aggregate, by kind and identifier, with the same versions as customers. */
export interface DocumentStore {
  /**
   * One document.
   *
   * @returns a copy with its version; `null` when there is none
   */
  get(context: StorageContext, kind: string, id: string): Promise<Stored<StorageDocument> | null>;

  /**
   * Several documents of one kind.
   *
   * @returns as many as were asked for, in the same order, `null` where there is none
   */
  getMany(context: StorageContext, kind: string, ids: readonly string[]): Promise<readonly (Stored<StorageDocument> | null)[]>;

  /**
   * Creates or replaces a document as a whole; check and write are one atomic step, as in {@link CustomerStore.save}.
   *
   * @param expected - the version that was read; `null` when the document must not exist yet
   * @throws ClienteleError `unstorable_value`, `unstorable_identifier`
   */
  save(context: StorageContext, document: StorageDocument, expected: Version | null): Promise<Saved>;

  /** Removes a document, under the same rule as {@link save}. */
  remove(context: StorageContext, kind: string, id: string, expected: Version): Promise<Removed>;

  /**
   * Documents of the tenant by kind, then identifier, in code-point order.
   *
   * @throws ClienteleError `invalid_cursor`, `invalid_option` for a limit below 1
   */
  page(context: StorageContext, request: DocumentRequest): Promise<Page<Stored<StorageDocument>>>;
}
