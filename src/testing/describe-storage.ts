import { sameContent } from "../kernel/index.js";
import { aText, listOf, oneOf, type OptionShape, requireOptions } from "../kernel/internal.js";
import type { StorageAdapter, StorageCapabilities } from "../storage/index.js";
import type { StorageProof, StoragePromise } from "./storage-promise.js";
import { storagePromises } from "./storage-promises.js";

/** The functions of a test runner that the kit uses; Vitest, Jest and node:test have them under these names. */
export interface StorageTestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: ((name: string, body: () => Promise<void>) => unknown) & {
    readonly skip?: ((name: string, body: () => Promise<void>) => unknown) | undefined;
  };
  /** Gives better messages. Without it (node:test has none), the kit compares by itself. */
  readonly expect?: ((actual: unknown) => { toEqual(expected: unknown): unknown }) | undefined;
}

/** Options of {@link describeStorage}. */
export interface StorageSuiteOptions {
  /** Name of the suite. Defaults to `"storage"`. */
  readonly name?: string | undefined;
  /**
   * Capabilities that the adapter does *not* have. Promises that require them are reported as skipped. A test fails unless the
   * `capabilities` of the adapter agree. Defaults to none: the adapter has all capabilities.
   */
  readonly without?: readonly (keyof StorageCapabilities)[] | undefined;
  /**
   * Identifiers of promises that the adapter does not keep yet, or that do not apply to it; they are reported as skipped. A
   * database inside the process, such as PGlite, has the clock of the process: skip `"one-clock"`. Defaults to none.
   */
  readonly skip?: readonly string[] | undefined;
}

/** Tells whether an adapter declares each capability; an empty list declares nothing. */
const DECLARES: Readonly<Record<keyof StorageCapabilities, (capabilities: StorageCapabilities) => boolean>> = {
  transactions: ({ transactions }) => transactions === true,
  ruleKinds: ({ ruleKinds }) => ruleKinds !== undefined && ruleKinds.length > 0,
};

const CAPABILITIES = Object.keys(DECLARES) as readonly (keyof StorageCapabilities)[];

const SUITE_OPTIONS: OptionShape<StorageSuiteOptions> = {
  name: aText,
  without: listOf(oneOf(CAPABILITIES)),
  skip: listOf(oneOf(storagePromises.map(({ id }) => id))),
};

/**
 * Tests an adapter, with one test per promise of {@link storagePromises}.
 *
 * @param create - called before each test; returns a storage or a promise of one. It may return the same storage each time if
 *   that was empty at first, because every test uses tenants of its own (`conformance …`). The kit never calls `close`.
 * @param runner - `{ describe, it, expect }` of Vitest or Jest, `{ describe, it }` of node:test
 * @throws ClienteleError `invalid_option`
 * @example
 * import { memoryStorage } from "clientele/storage";
 * const tests: string[] = [];
 * describeStorage(() => memoryStorage(), { describe: (name, body) => body(), it: (name) => tests.push(name) });
 * tests.includes("lets exactly one of eight parallel changes that expect the same version succeed") // => true
 */
export function describeStorage(
  create: () => StorageAdapter | Promise<StorageAdapter>,
  { describe, it, expect }: StorageTestRunner,
  options?: StorageSuiteOptions,
): void {
  const { name = "storage", without = [], skip = [] } = requireOptions(options, SUITE_OPTIONS);
  const equal: StorageProof["equal"] =
    expect === undefined
      ? requireSame
      : // The name is part of both values, so that the difference that the runner prints contains it.
        (what, actual, expected) => void expect({ [what]: actual }).toEqual({ [what]: expected });
  describe(name, () => {
    it("declares exactly the capabilities that the suite expects", async () => {
      const { capabilities } = await create();
      const declared = CAPABILITIES.filter((capability) => DECLARES[capability](capabilities));
      equal(
        "capabilities",
        declared,
        CAPABILITIES.filter((capability) => !without.includes(capability)),
      );
    });
    for (const promise of storagePromises) {
      const { id, title, requires } = promise;
      const lacks = requires !== undefined && without.includes(requires);
      const reason = lacks ? `the adapter has no ${requires}` : skip.includes(id) ? "by the options of the suite" : null;
      if (reason !== null && it.skip === undefined) it(`${title} (skipped: ${reason})`, async () => undefined);
      else (reason === null ? it : it.skip!)(title, async () => provePromise(promise, await create(), equal));
    }
  });
}

/**
 * Tests one promise, for any test runner. Rejects if the storage breaks it.
 *
 * @param storage - a storage on which this promise was not tested before, or an empty one
 * @param equal - throws unless two values are deeply equal; defaults to the comparison of the kit
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
  // JSON cannot represent undefined, which must be visible where null is expected.
  const text = value === undefined ? "undefined" : JSON.stringify(value);
  return text.length > 500 ? `${text.slice(0, 500)} …` : text;
}
