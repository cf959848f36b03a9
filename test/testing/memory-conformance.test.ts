import { memoryStorage } from "clientele/storage";
import { describeStorage } from "clientele/testing";
import { describe, expect, test } from "vitest";
import { pushingAdapter } from "../fixtures/pushing-adapter.js";

const without = ["ruleKinds"] as const;
describeStorage(() => memoryStorage(), { describe, it: test, expect }, { name: "memory storage", without });

const shared = memoryStorage();
describeStorage(
  () => shared,
  { describe, it: test },
  { name: "memory storage shared by all tests, compared by the kit itself", without },
);

describeStorage(pushingAdapter, { describe, it: test, expect }, { name: "memory storage with rules evaluated by the adapter" });
