// @ts-check
import { existsSync } from "node:fs";
import { OptionDefaults } from "typedoc";

/** @type {Partial<import("typedoc").TypeDocOptions>} */
const options = {
  name: "Clientele",
  entryPoints: [
    ...(existsSync("src/index.ts") ? ["src/index.ts"] : []),
    "src/*/index.ts",
    "src/storage/sql/index.ts",
    "src/rules/evaluate/index.ts",
    "src/rules/live/index.ts",
  ],
  out: "site",
  readme: existsSync("README.md") ? "README.md" : "none",
  // In the order of learning.
  projectDocuments: [
    ...["getting-started", "concepts", "concepts.zh", "bringing-your-own-data", "where-is"],
    ...["writing-rules", "live-rules", "segments", "lifecycle", "ready-lifecycles"],
    ...["rfm-and-contribution", "customer-value", "honest-forecasts", "costs-and-services"],
    ...["who-is-leaving", "training-without-fooling-yourself", "what-to-offer-next", "repeat-or-discover", "charts"],
    ...["workspace", "sql-storage", "rules-in-your-database", "storage-adapters"],
    ...["architecture", "adding-a-module", "roadmap"],
  ]
    .map((guide) => `docs/guides/${guide}.md`)
    .concat("docs/errors.md"),
  blockTags: [...OptionDefaults.blockTags, "@cause", "@remedy"],
  highlightLanguages: [...OptionDefaults.highlightLanguages, "mermaid"],
  excludeInternal: true,
  excludePrivate: true,
  githubPages: false,
  includeVersion: true,
  disableSources: true,
  hideGenerator: true,
  sort: ["source-order"],
  navigation: { includeGroups: false, includeFolders: false },
  validation: { notExported: false, invalidLink: true, rewrittenLink: true, notDocumented: false, unusedMergeModuleWith: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
  tsconfig: "tsconfig.json",
};
export default options;
