import { type PlayUse, retailLifecycle, stagePaths, stagePlayEffects } from "clientele/lifecycle";
import { seededRandom } from "clientele/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const DAY = 86_400_000;
const customer = (id: string, ...days: number[]) => ({
  id,
  attributes: {},
  history: days.map((day) => ({
    id: `${id}@${day}`,
    customerId: id,
    type: "order.placed",
    at: new Date(day * DAY),
    properties: {},
  })),
});
const back = { stage: "at-risk", better: ["repeat", "loyal"] } as const;

/** Returns a trial: customers at risk from day 90, uses on day 100, and in each group some customers who return on day 110. */
function trial(treated: readonly [number, number], heldOut: readonly [number, number]) {
  const side = (name: string, [returning, all]: readonly [number, number], isTreated: boolean) =>
    Array.from({ length: all }, (_, index) => ({
      record: index < returning ? customer(`${name}${index}`, 0, 110) : customer(`${name}${index}`, 0),
      use: { subjectId: `${name}${index}`, play: "retain", at: 100 * DAY, treated: isTreated },
    }));
  const all = [...side("t", treated, true), ...side("h", heldOut, false)];
  return {
    paths: stagePaths(
      retailLifecycle(),
      all.map(({ record }) => record),
      { to: 175 * DAY },
    ),
    uses: all.map(({ use }) => use),
  };
}

describe("the effect of a play", () => {
  test.each([
    [[56, 70], [48, 80], 0.2, 0.0524, 0.3339],
    [[9, 10], [3, 10], 0.6, 0.1705, 0.809],
    [[6, 7], [2, 7], 0.5714, 0.0582, 0.8062],
    [[5, 56], [0, 29], 0.0893, -0.0381, 0.1926],
  ] as const)("%j against %j has the interval of Newcombe's table II", (treated, heldOut, estimate, lower, upper) => {
    const { paths, uses } = trial(treated, heldOut);
    const [effect] = stagePlayEffects(paths, uses, { ...back, randomized: true });
    expect(effect?.difference?.estimate).toBeCloseTo(estimate, 4);
    expect(effect?.difference?.lower).toBeCloseTo(lower, 4);
    expect(effect?.difference?.upper).toBeCloseTo(upper, 4);
    expect(effect?.comparison).toBe("randomized");
    expect(effect?.treated).toMatchObject({ customers: treated[1], better: treated[0], elsewhere: 0 });
    // All customers were in the stage equally long, so there is nothing to adjust for.
    expect(effect?.adjusted?.estimate).toBeCloseTo(estimate, 4);
  });

  test("is found in a random sample, and not for a play that does nothing", () => {
    const random = seededRandom(11);
    const rows = Array.from({ length: 3_000 }, (_, index) => {
      const treated = random() < 0.8;
      const returns = random() < (treated ? 0.35 : 0.2);
      return { id: `c${index}`, treated, returns };
    });
    const paths = stagePaths(
      retailLifecycle(),
      rows.map(({ id, returns }) => (returns ? customer(id, 0, 120) : customer(id, 0))),
      { to: 175 * DAY },
    );
    const uses = rows.flatMap(({ id, treated }, index): PlayUse[] => [
      { subjectId: id, play: "retain", at: 100 * DAY, treated },
      // A play that does nothing, on customers drawn at random.
      { subjectId: id, play: "placebo", at: 100 * DAY, treated: index % 2 === 0 },
    ]);
    const [retain, placebo] = stagePlayEffects(paths, uses, { ...back, randomized: true });
    expect([retain?.play, placebo?.play]).toEqual(["retain", "placebo"]);
    expect(retain?.difference?.lower).toBeGreaterThan(0.08);
    expect(retain?.difference?.upper).toBeLessThan(0.22);
    expect(placebo?.difference?.lower).toBeLessThan(0);
    expect(placebo?.difference?.upper).toBeGreaterThan(0);
    expect(retain?.caution.en).toContain("drawn at random");
  });

  test("disappears in the adjusted difference if it is only due to the choice of customers", () => {
    // Valuable customers return more and get the play more; the play itself does nothing.
    const random = seededRandom(5);
    const rows = Array.from({ length: 4_000 }, (_, index) => {
      const isValuable = random() < 0.33;
      return {
        id: `c${index}`,
        value: isValuable ? 1_000 : 10,
        treated: random() < (isValuable ? 0.9 : 0.2),
        returns: random() < (isValuable ? 0.5 : 0.1),
      };
    });
    const paths = stagePaths(
      retailLifecycle(),
      rows.map(({ id, returns }) => (returns ? customer(id, 0, 120) : customer(id, 0))),
      { to: 175 * DAY },
    );
    const uses = rows.map(({ id, treated }) => ({ subjectId: id, play: "retain", at: 100 * DAY, treated }));
    const value = { ids: rows.map(({ id }) => id), values: Float64Array.from(rows, (row) => row.value) };
    const [effect] = stagePlayEffects(paths, uses, { ...back, value });
    expect(effect?.difference?.lower).toBeGreaterThan(0.15);
    expect(Math.abs(effect?.adjusted?.estimate ?? 1)).toBeLessThan(0.04);
    expect(effect?.balance.find(({ figure }) => figure === "value")?.difference).toBeGreaterThan(1);
    expect([effect?.comparison, effect?.caution.en]).toEqual(["chosen", expect.stringContaining("does not prove")]);
    const [claimed] = stagePlayEffects(paths, uses, { ...back, value, randomized: true });
    expect(claimed?.caution.en).toContain("Check the draw");
  });

  test("is measured against matched customers if no customers were held out", () => {
    const treated = [0, 1, 2].map((index) => customer(`t${index}`, 0, 105 + index));
    // They become at risk ten days later, and one of them returns.
    const others = [customer("o0", 10, 120), customer("o1", 10), customer("o2", 10)];
    const paths = stagePaths(retailLifecycle(), [...treated, ...others], { to: 178 * DAY });
    const uses = treated.map(({ id }) => ({ subjectId: id, play: "retain", at: 100 * DAY, treated: true }));
    const [effect] = stagePlayEffects(paths, uses, back);
    expect(effect).toMatchObject({
      comparison: "matched",
      treated: { customers: 3, better: 3 },
      compared: { customers: 3, better: 1 },
      balance: [{ figure: "days-in-stage", treated: 10, compared: 10, difference: 0 }],
      uses: { unmatched: 0, counted: 3 },
    });
    expect(effect?.caution.zh).toContain("不能证明");
    const alone = stagePlayEffects(stagePaths(retailLifecycle(), treated, { to: 178 * DAY }), uses, back);
    expect(alone[0]).toMatchObject({ difference: null, adjusted: null, compared: { customers: 0, share: null } });
    expect(alone[0]?.uses.unmatched).toBe(3);
  });

  test("counts every use once, by its outcome", () => {
    const anyRecords = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }), { maxLength: 8 });
    const anyUses = fc.array(
      fc.record({
        subjectId: fc.constantFrom("c0", "c1", "c2", "c3", "c4", "stranger"),
        play: fc.constantFrom("one", "two"),
        at: fc.integer({ min: 0, max: 320 }).map((day) => day * DAY),
        treated: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(anyRecords, anyUses, (histories, uses) => {
        const records = histories.map((days, row) => customer(`c${row}`, ...days.sort((left, right) => left - right)));
        const paths = stagePaths(retailLifecycle(), records, { to: 320 * DAY });
        const effects = stagePlayEffects(paths, uses, { ...back, within: { days: 30 } });
        expect(effects.map(({ play }) => play).sort()).toEqual([...new Set(uses.map(({ play }) => play))].sort());
        for (const { play, uses: counts, treated, compared, comparison } of effects) {
          const own = uses.filter((use) => use.play === play);
          expect(counts.all).toBe(own.length);
          expect(counts.outside + counts.repeated + counts.tooRecent + counts.unmatched + counts.counted).toBe(own.length);
          // Slow computation: the first use in the stage, in a record advanced order by order.
          const first = new Map<string, PlayUse>();
          let outside = 0;
          for (const use of [...own].sort((left, right) => left.at - right.at)) {
            const days = histories[Number(use.subjectId.slice(1))] ?? [];
            const last = Math.max(...days.filter((day) => day * DAY <= use.at));
            const silence = use.at / DAY - last;
            if (!(silence >= 90 && silence < 180)) outside++;
            else if (!first.has(use.subjectId)) first.set(use.subjectId, use);
          }
          expect(counts.outside).toBe(outside);
          const observed = [...first.values()].filter(({ at }) => Number(at) <= 290 * DAY);
          expect(counts.tooRecent).toBe(first.size - observed.length);
          expect(observed.filter(({ treated: is }) => is).length).toBe(treated.customers + counts.unmatched);
          if (comparison !== "matched") expect(compared.customers).toBe(observed.filter(({ treated: is }) => !is).length);
          const returned = observed.filter(({ subjectId, at, treated: is }) => {
            const days = histories[Number(subjectId.slice(1))] ?? [];
            return (
              is && days.some((day) => day * DAY > Number(at) && day * DAY <= Number(at) + 30 * DAY && day < dormancy(days, at))
            );
          });
          if (comparison !== "matched") expect(treated.better).toBe(returned.length);
        }
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  test("is refused for an unknown stage", () => {
    const { paths, uses } = trial([1, 2], [1, 2]);
    for (const options of [
      { ...back, stage: "at risk" },
      { ...back, better: ["best"] },
    ])
      expect(() => stagePlayEffects(paths, uses, options)).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

/** Returns the day on which a silent customer becomes dormant without an order; an order on that day still prevents it. */
function dormancy(days: readonly number[], at: PlayUse["at"]): number {
  return Math.max(...days.filter((day) => day * DAY <= Number(at))) + 180 + 1e-9;
}
