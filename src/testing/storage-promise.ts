import type { StorageAdapter, StorageCapabilities, StorageContext } from "../storage/index.js";

/** A promise that every storage must keep, or every storage with a capability. */
export interface StoragePromise {
  /** Stable identifier, for lists of promises that an adapter does not keep yet. */
  readonly id: string;
  /** The promise, worded as the title of its test. */
  readonly title: string;
  /** What goes wrong in a business whose adapter breaks the promise. */
  readonly protects: string;
  /** Capability without which the promise does not apply. */
  readonly requires?: keyof StorageCapabilities | undefined;
  /** Rejects if the storage breaks the promise. */
  check(proof: StorageProof): Promise<void>;
}

/** What the check of a promise receives. */
export interface StorageProof {
  /** The storage to test. */
  readonly storage: StorageAdapter;
  /** Context of a tenant without data. */
  readonly context: StorageContext;
  /** Context of another tenant without data. */
  readonly otherContext: StorageContext;
  /** Throws unless two values are deeply equal; the message contains the name. */
  readonly equal: (what: string, actual: unknown, expected: unknown) => void;
}
