// @ts-check
import { existsSync } from "node:fs";
import { OptionDefaults } from "typedoc";

/** @type {Partial<import("typedoc").TypeDocOptions>} */
const options = {
  name: "Clientele",
  entryPoints: [
    ...(existsSync("src/index.ts") ? ["src/index.ts"] : []),
    "src/*/index.ts",
    ...(existsSync("src/storage/sql/index.ts") ? ["src/storage/sql/index.ts"] : []),
  ],
  out: "site",
  readme: existsSync("README.md") ? "README.md" : "none",
  projectDocuments: ["docs/guides/*.md", "docs/errors.md"],
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
