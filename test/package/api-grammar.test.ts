import { describe, expect, test } from "vitest";
import { apiBreaches, breachesOf, committedReports } from "../../scripts/api-grammar.js";

describe("the grammar of the public API", () => {
  test("holds for the reports in docs/api", () => {
    expect(apiBreaches(committedReports()).map(({ place, message }) => `${place} ${message}`)).toEqual([]);
  });

  test("refuses a planted option of another vocabulary, one that refuses undefined, and an instant as a parameter", () => {
    const report = `clientele/x

interface PlantedOptions {
    readonly atLeast?: number | undefined;
    readonly limit?: number;
}

function planted(rows: readonly number[], asOf: Date, options: PlantedOptions): number;
`;
    expect(breachesOf("x.txt", report).map(({ place }) => place)).toEqual([
      "x.txt: PlantedOptions.atLeast",
      "x.txt: PlantedOptions.limit",
      "x.txt: planted(asOf)",
    ]);
  });

  test("refuses one name at two addresses", () => {
    const reports = new Map([
      ["a.txt", "clientele/a\n\nfunction same(): void;\n"],
      ["b.txt", "clientele/b\n\nfunction same(): void;\n"],
    ]);
    expect(apiBreaches(reports)).toEqual([{ place: "b.txt: same", message: "is exported by a.txt too" }]);
  });
});
