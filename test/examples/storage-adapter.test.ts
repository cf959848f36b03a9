import { describeStorage } from "clientele/testing";
import { describe, expect, it } from "vitest";
import { keyValueStorage } from "../../examples/storage-adapter/key-value-storage.js";
import { keyValueStore } from "../../examples/storage-adapter/key-value-store.js";

const without = ["transactions", "ruleKinds"] as const;
describeStorage(() => keyValueStorage(keyValueStore()), { describe, it, expect }, { name: "the key-value adapter", without });
