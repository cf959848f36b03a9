import { standardCatalog } from "clientele/rules";
import { expect, test } from "vitest";
import { standardCatalogOfModels } from "../../../scripts/standard-catalog.js";

test("the standard catalog equals the schemas of the models, from which npm run generate writes it", () => {
  expect(standardCatalog).toEqual(standardCatalogOfModels());
});
