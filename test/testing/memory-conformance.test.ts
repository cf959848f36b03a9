import { memoryStorage } from "clientele/storage";
import { describeStorage } from "clientele/testing";
import { describe, expect, it } from "vitest";
import { pushingAdapter } from "./pushing-adapter.js";

const without = ["ruleKinds"] as const;
describeStorage(() => memoryStorage(), { describe, it, expect }, { name: "memory storage", without });

const shared = memoryStorage();
describeStorage(
  () => shared,
  { describe, it },
  { name: "memory storage, shared by all tests, compared by the kit itself", without },
);

describeStorage(pushingAdapter, { describe, it, expect }, { name: "memory storage with rules pushed down" });
