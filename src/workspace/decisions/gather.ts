/** A task about one customer. */
export interface GatherableTask {
  readonly customerId: string;
  /** Takes over the work of another task about the same customer, and returns whether it could. */
  join?(other: GatherableTask): boolean;
}

/** Joins the work of concurrent callers into batches. */
export interface Gatherer<Task> {
  /** Starts a task, at once or with the next batch. The task reports its end itself. */
  submit(task: Task): void;
}

/** Turns of the microtask queue until a batch starts. */
const TURNS = 32;

/**
 * Creates a gatherer. A task starts at once while fewer batches are in flight than allowed; those that arrive meanwhile form the
 * next one. No timer is needed: a lone caller never waits, and under load a batch is as large as the storage is slow.
 *
 * "At once" is after some turns of the microtask queue, which take microseconds: the callers whose batch has just ended call
 * again within them, and would otherwise be split into one who starts a batch alone and the others who wait for it.
 *
 * @param limits - how many batches may be in flight, and how many tasks a batch may have
 * @param run - works on a batch of tasks about different customers; never rejects
 */
export function createGatherer<Task extends GatherableTask>(
  limits: { readonly inFlight: number; readonly size: number },
  run: (batch: readonly Task[]) => Promise<void>,
): Gatherer<Task> {
  let running = 0;
  const waiting: Task[] = [];

  const start = async (): Promise<void> => {
    if (running >= limits.inFlight || waiting.length === 0) return;
    running++;
    for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
    // Another batch may have taken them all.
    const batch = joined(waiting.splice(0, limits.size));
    if (batch.length > 0) await run(batch);
    running--;
    await start();
  };

  return {
    submit(task) {
      waiting.push(task);
      void start();
    },
  };
}

/** Joins tasks about the same customer, so that their facts are decided about once. */
function joined<Task extends GatherableTask>(tasks: readonly Task[]): Task[] {
  const byCustomer = new Map<string, Task>();
  return tasks.filter((task) => {
    const first = byCustomer.get(task.customerId);
    if (first?.join?.(task) === true) return false;
    byCustomer.set(task.customerId, task);
    return true;
  });
}
