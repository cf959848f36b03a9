import { describe, expect, test } from "vitest";
import { progressOn } from "../../examples/demo/progress.js";

function recorder(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  const progress = progressOn({ isTTY, columns: 80, write: (text: string) => written.push(text) }, () => (time += 100));
  return { progress, text: () => written.join("") };
}

describe("progressOn", () => {
  test("writes one plain line a step where nobody watches", () => {
    const { progress, text } = recorder(false);
    progress.step("Reading");
    for (let share = 0; share <= 1; share += 0.1) progress.at(share);
    progress.note("541,909 rows");
    progress.step("Cleaning");
    progress.done();
    expect(text()).toMatch(/^ {2}541,909 rows\nReading \(\d+\.\d s\)\nCleaning \(\d+\.\d s\)\nDone in \d+\.\d s\.\n$/);
  });

  test("draws a bar on a terminal that stays within its width", () => {
    const { progress, text } = recorder(true);
    progress.step("Reading");
    progress.at(0.5);
    progress.at(7);
    progress.done();
    const drawn = text().split("\r\u001b[2K");
    expect(drawn.some((line) => line.includes(" 50 %"))).toBe(true);
    expect(drawn.some((line) => line.includes("100 %"))).toBe(true);
    for (const line of drawn) expect(line.split("\n")[0]!.length).toBeLessThanOrEqual(80);
  });
});
