/** The queue of `storage.bench.ts`: how long a claim of 100 subjects takes among 100,000 waiting messages. */
import type { ChangeSet, StorageAdapter, StorageContext } from "clientele/storage";

const WAITING = 100_000;
const CLAIMS = 21;

export interface ClaimResult {
  readonly what: string;
  /** Milliseconds. */
  readonly median: number;
  readonly worst: number;
}

const at = new Date(0);
const messageOf = (subject: string, sequence: number) => ({
  subject,
  sequence,
  part: 1,
  id: `${subject}@${sequence}`,
  type: "stage.changed",
  at,
  payload: { customerId: subject, plugin: "stage:retail", from: "prospect", to: "first-time" },
});

async function commitAll(storage: StorageAdapter, context: StorageContext, sets: readonly ChangeSet[]): Promise<void> {
  for (let from = 0; from < sets.length; from += 100) await storage.commit(context, sets.slice(from, from + 100));
}

/** Fills the queue: everybody has two messages, or one customer, who came first, has half of all messages. */
async function fill(storage: StorageAdapter, context: StorageContext, oneHasHalf: boolean): Promise<void> {
  const half = WAITING / 2;
  if (oneHasHalf) {
    const size = 1_000;
    const sets = Array.from({ length: half / size }, (_, part) => ({
      messages: Array.from({ length: size }, (_, index) => messageOf("first", part * size + index + 1)),
    }));
    for (const set of sets) await storage.commit(context, [set]);
  }
  const others = (oneHasHalf ? half : WAITING) / 2;
  await commitAll(
    storage,
    context,
    Array.from({ length: others }, (_, index) => ({
      messages: [messageOf(`c${index}`, 1), messageOf(`c${index}`, 2)],
    })),
  );
}

/** Measures claims of 100 subjects; each leaves its subjects leased, so that later ones have to pass them. */
export async function measureClaims(storage: StorageAdapter): Promise<ClaimResult[]> {
  const results: ClaimResult[] = [];
  for (const oneHasHalf of [false, true]) {
    // A tenant of its own, so that nothing of the other has to be removed.
    const context = { tenantId: oneHasHalf ? "half" : "even" };
    await fill(storage, context, oneHasHalf);
    const times: number[] = [];
    for (let claim = 0; claim < CLAIMS; claim++) {
      const from = performance.now();
      const claimed = await storage.outbox.claim(context, { leaseMilliseconds: 600_000, limit: 100 });
      times.push(performance.now() - from);
      if (claimed.length !== 100) throw new Error(`${claimed.length} subjects were claimed.`);
    }
    times.sort((left, right) => left - right);
    const what = oneHasHalf ? "one customer has half of the messages" : "two messages per customer";
    results.push({ what, median: times[Math.floor(times.length / 2)]!, worst: times.at(-1)! });
  }
  return results;
}
