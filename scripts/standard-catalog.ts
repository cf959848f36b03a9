/** Writes `src/rules/schema/standard-catalog.ts` from the schemas of the models, so that rules do not need Zod. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { customerSchema, standardInteractions } from "clientele/models";
import type { Catalog } from "../src/rules/language/catalog.js";
import { readFields } from "../src/rules/schema/schema-reading.js";

/** Reads the catalog from the schemas of the models. */
export function standardCatalogOfModels(): Catalog {
  return {
    version: 1,
    attributes: readFields(customerSchema),
    interactions: Object.fromEntries(
      Object.entries(standardInteractions).map(([type, properties]) => [type, readFields(properties)]),
    ),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = `import type { Catalog } from "../language/catalog.js";

/** Catalog of the standard customer and interactions. Written by \`npm run generate\` from the models; a test keeps it current. */
export const standardCatalog: Catalog = ${JSON.stringify(standardCatalogOfModels(), null, 2)};
`;
  writeFileSync(fileURLToPath(new URL("../src/rules/schema/standard-catalog.ts", import.meta.url)), text);
}
