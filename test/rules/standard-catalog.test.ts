import { standardCatalog } from "clientele/rules";
import { expect, it } from "vitest";
import { standardCatalogOfModels } from "../../scripts/standard-catalog.js";

it("the standard catalog is that of the models; npm run generate writes it", () => {
  expect(standardCatalog).toEqual(standardCatalogOfModels());
});
