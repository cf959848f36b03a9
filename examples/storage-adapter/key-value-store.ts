/**
 * A small ordered key-value store, like Deno KV, FoundationDB or etcd: ordered keys, and atomic writes under conditions. It
 * represents your database; only the adapter belongs to Clientele.
 */
import { compareCodePoints } from "clientele/kernel";

/** An entry with the stamp of the commit that wrote it. No two commits have the same stamp. */
export interface Entry {
  readonly key: string;
  readonly value: string;
  readonly stamp: string;
}

/** Stamps that keys must have; `null`: the key must be absent. */
export type Checks = ReadonlyMap<string, string | null>;

/** New values of keys; `null` deletes a key. */
export type Writes = ReadonlyMap<string, string | null>;

/** The operations that the adapter uses. */
export interface KeyValueStore {
  get(key: string): Promise<Entry | null>;
  /** Lists entries with `from` ≤ key < `to`, in code-point order or its reverse. */
  list(range: { from: string; to: string; limit: number; reverse?: boolean }): Promise<readonly Entry[]>;
  /** Writes everything if all checks hold. Returns the new stamp, or `null` if a check failed. */
  commit(checks: Checks, writes: Writes): Promise<string | null>;
  /** Returns the time of the database in whole milliseconds. All processes ask the same clock, which never goes back. */
  clock(): Promise<number>;
}

/** Creates an empty store in memory. */
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
    clock: async () => Math.floor(performance.now()),
  };
}
