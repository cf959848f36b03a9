import type { StorageAdapter } from "clientele/storage";

/** A storage that holds one call until the test lets it go. */
export interface HoldingStorage {
  readonly storage: StorageAdapter;
  /** Settles when the call has arrived. */
  readonly arrived: Promise<void>;
  release(): void;
}

/**
 * Passes every call on, and holds the `number`th call of `read` or `commit` before its work. It makes a race between two
 * writers happen every time.
 */
export function holdingStorage(inner: StorageAdapter, method: "read" | "commit" | "due", number = 1): HoldingStorage {
  let arrive!: () => void;
  let release!: () => void;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  let calls = 0;
  const held = <Call>(name: typeof method, call: Call): Call =>
    (async (...all: unknown[]) => {
      if (name === method && ++calls === number) {
        arrive();
        await released;
      }
      return (call as (...rest: unknown[]) => Promise<unknown>)(...all);
    }) as Call;
  const storage: StorageAdapter = {
    ...inner,
    read: held("read", inner.read.bind(inner)),
    commit: held("commit", inner.commit.bind(inner)),
    documents: { page: inner.documents.page.bind(inner.documents), due: held("due", inner.documents.due.bind(inner.documents)) },
  };
  return { storage, arrived, release };
}
