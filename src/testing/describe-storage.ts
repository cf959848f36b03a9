import { sameContent } from "../kernel/index.js";
import { type StorageAdapter, type StorageCapabilities } from "../storage/index.js";
import type { StorageProof, StoragePromise } from "./storage-promise.js";
import { storagePromises } from "./storage-promises.js";

/** What the kit needs of a test runner; Vitest, Jest and node:test have it under these names. */
export interface StorageTestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: ((name: string, body: () => Promise<void>) => unknown) & {
    readonly skip?: (name: string, body: () => Promise<void>) => unknown;
  };
  /** For better messages. Left out (node:test has none), the kit compares by itself. */
  readonly expect?: (actual: unknown) => { toEqual(expected: unknown): unknown };
}

/** What to expect of the adapter. */
export interface StorageSuiteOptions {
  /** Name of the suite. Default is `"storage"`. */
  readonly name?: string | undefined;
  /**
   * What the adapter declares that it can *not* do. Promises that need it are skipped, visibly; a test fails unless the
   * adapter's own `capabilities` say the same. Default is that it can do everything.
   */
  readonly without?: readonly (keyof StorageCapabilities)[] | undefined;
}

/** Whether an adapter declares a capability; an empty list declares nothing. */
const DECLARES: Readonly<Record<keyof StorageCapabilities, (capabilities: StorageCapabilities) => boolean>> = {
  transactions: ({ transactions }) => transactions === true,
  ruleKinds: ({ ruleKinds }) => ruleKinds !== undefined && ruleKinds.length > 0,
};

const CAPABILITIES = Object.keys(DECLARES) as readonly (keyof StorageCapabilities)[];

/**
 * Proves an adapter: one test a promise of {@link storagePromises}.
 *
 * @param create - called before each test; returns a storage, or a promise of one. It may be the same one each time, as
 *   long as it was empty at first: every test takes tenants of its own, called `conformance …`. A storage with `close`
 *   is not closed by the kit.
 * @param runner - `{ describe, it, expect }` of Vitest or Jest, `{ describe, it }` of node:test
 * @param options - what the adapter cannot do
 * @example
 * import { memoryStorage } from "clientele/storage";
 * const tests: string[] = [];
 * describeStorage(() => memoryStorage(), { describe: (name, body) => body(), it: (name) => tests.push(name) });
 * tests.includes("identifiers differ by case, by trailing space and by Unicode form, and __proto__ is one like any other") // => true
 */
export function describeStorage(
  create: () => StorageAdapter | Promise<StorageAdapter>,
  { describe, it, expect }: StorageTestRunner,
  { name = "storage", without = [] }: StorageSuiteOptions = {},
): void {
  const equal: StorageProof["equal"] =
    expect === undefined
      ? requireSame
      : // The name goes along, so that the runner's difference tells what differs.
        (what, actual, expected) => void expect({ [what]: actual }).toEqual({ [what]: expected });
  describe(name, () => {
    it("declares the capabilities that this suite was told", async () => {
      const { capabilities } = await create();
      const declared = CAPABILITIES.filter((capability) => DECLARES[capability](capabilities));
      equal(
        "capabilities",
        declared,
        CAPABILITIES.filter((capability) => !without.includes(capability)),
      );
    });
    for (const promise of storagePromises) {
      const { title, requires } = promise;
      const skips = requires !== undefined && without.includes(requires);
      if (skips && it.skip === undefined) {
        it(`${title} (skipped: the adapter has no ${requires})`, async () => undefined);
      } else (skips ? it.skip! : it)(title, async () => provePromise(promise, await create(), equal));
    }
  });
}

/**
 * Proves one promise, for a runner of your own.
 *
 * @param storage - must not have been proved before, unless it is empty again
 * @param equal - throws unless two values are deeply equal. Default is the kit's own comparison
 */
export async function provePromise(
  promise: StoragePromise,
  storage: StorageAdapter,
  equal: StorageProof["equal"] = requireSame,
): Promise<void> {
  const tenantId = `conformance ${promise.id}`;
  await promise.check({ storage, context: { tenantId }, otherContext: { tenantId: `${tenantId}, another tenant` }, equal });
}

function requireSame(what: string, actual: unknown, expected: unknown): void {
  if (sameContent(actual, expected)) return;
  throw new Error(`${what}: got ${shown(actual)}, expected ${shown(expected)}.`);
}

function shown(value: unknown): string {
  // JSON has no word for undefined, which is the very thing to show where null was promised.
  const text = value === undefined ? "undefined" : JSON.stringify(value);
  return text.length > 500 ? `${text.slice(0, 500)} …` : text;
}
