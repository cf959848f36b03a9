/**
 * A small ordered key-value store, such as Deno KV, FoundationDB or etcd are: keys in order, and one way to write, all or
 * nothing under conditions. It stands for the database that you have; only the adapter beside it is Clientele's.
 */
import { compareCodePoints } from "clientele/kernel";

/** One entry, with the stamp of the commit that wrote it. No two commits ever have the same. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly stamp: string;
}

/** What the adapter needs of it. */
export interface KeyValueStore {
  get(key: string): Promise<Entry | null>;
  /** Entries with `from` ≤ key < `to`, in code-point order or the reverse of it. */
  list(range: { from: string; to: string; limit: number; reverse?: boolean }): Promise<readonly Entry[]>;
  /**
   * Writes everything (`null` deletes) if every key still has its stamp (`null`: is absent); the new stamp, or `null` where
   * one has another.
   */
  commit(checks: ReadonlyMap<string, string | null>, writes: ReadonlyMap<string, string | null>): Promise<string | null>;
}

/** Makes an empty one in memory. */
export function keyValueStore(): KeyValueStore {
  const entries = new Map<string, Entry>();
  let commits = 0;
  return {
    get: async (key) => entries.get(key) ?? null,
    async list({ from, to, limit, reverse = false }) {
      const found = [...entries.values()]
        .filter(({ key }) => compareCodePoints(key, from) >= 0 && compareCodePoints(key, to) < 0)
        .sort((left, right) => compareCodePoints(left.key, right.key));
      return (reverse ? found.reverse() : found).slice(0, limit);
    },
    async commit(checks, writes) {
      for (const [key, stamp] of checks) if ((entries.get(key)?.stamp ?? null) !== stamp) return null;
      const stamp = String(++commits);
      for (const [key, value] of writes) {
        if (value === null) entries.delete(key);
        else entries.set(key, { key, value, stamp });
      }
      return stamp;
    },
  };
}
