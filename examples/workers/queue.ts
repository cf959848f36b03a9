/** The queue between those who collect interactions and the workers who track them: BullMQ on Redis. */
import type { InteractionInput } from "clientele/models";
import { type ConnectionOptions, Queue, Worker } from "bullmq";
import type { Clientele } from "clientele/workspace";

/** What a job holds: some interactions, best of few customers, since a customer is decided about once a job. */
export type TrackJob = readonly InteractionInput[];

/** Where Redis is. */
export function connectionTo(url: string): ConnectionOptions {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port || 6379), maxRetriesPerRequest: null };
}

/** The collecting side. */
export function trackQueue(name: string, redis: string): Queue<TrackJob> {
  return new Queue<TrackJob>(name, {
    connection: connectionTo(redis),
    // A conflict or a failing database passes; the interactions' identifiers make a repetition harmless.
    defaultJobOptions: { attempts: 5, backoff: { type: "exponential", delay: 200 }, removeOnComplete: true },
  });
}

/**
 * The working side. A worker that dies leaves its job locked; when the lock has run out, another takes it over from the
 * start, and what was tracked before is found to be there.
 */
export function trackWorker(
  name: string,
  redis: string,
  clientele: Clientele,
  onDone: (jobId: string) => void = () => undefined,
) {
  return new Worker<TrackJob>(
    name,
    async (job) => {
      const report = await clientele.track(job.data);
      onDone(String(job.id));
      return report;
    },
    { connection: connectionTo(redis), lockDuration: 2_000, stalledInterval: 1_000, maxStalledCount: 10 },
  );
}
