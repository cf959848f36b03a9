/** A host whose test runner is node:test; `conformance-kit.test.ts` starts it. */
import { describe, it } from "node:test";
import { memoryStorage } from "../../src/storage/index.js";
import { describeStorage } from "../../src/testing/index.js";

describeStorage(() => memoryStorage(), { describe, it }, { without: ["ruleKinds"] });
