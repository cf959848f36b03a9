import { seededRandom } from "clientele/kernel";
import type { PurchaseColumns } from "clientele/models";
import {
  compressSummary,
  fitBdw,
  fitBgBb,
  fitBgCnbd,
  fitBgNbd,
  fitGammaGamma,
  fitMbgCnbd,
  fitMbgNbd,
  fitNbd,
  fitParetoNbd,
  fitSbg,
  simulateCustomers,
  probabilityAlive,
  expectedTransactions,
  logLikelihood,
} from "clientele/value";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cdnowExact, cdnowTwoDecimals, donations, HIGH_END, REGULAR } from "./reference-data.js";

/** Log-uniform in [.05, 20] a parameter; times in the longest age. */
function randomStart(names: readonly string[], times: readonly string[], scale: number, seed: number): Record<string, number> {
  const random = seededRandom(`start ${seed}`);
  return Object.fromEntries(names.map((name) => [name, 0.05 * 400 ** random() * (times.includes(name) ? scale : 1)]));
}

/** All 50 where there is time for them (the full run of continuous integration sets it); a dozen otherwise. */
const STARTS = Number(process.env["CLIENTELE_STARTS"] ?? 12);

describe("from random starts every fit reaches the published optimum", () => {
  const cdnow = cdnowTwoDecimals();
  const exact = cdnowExact();
  const scale = 38.86;
  const fits: [
    string,
    readonly string[],
    readonly string[],
    number,
    (start: Record<string, number>) => { fit: { logLikelihood: number; converged: boolean } },
    number,
  ][] = [
    ["BG/NBD", ["r", "alpha", "a", "b"], ["alpha"], scale, (start) => fitBgNbd(cdnow, { start }), -9582.425561],
    ["MBG/NBD", ["r", "alpha", "a", "b"], ["alpha"], scale, (start) => fitMbgNbd(cdnow, { start }), -9582.132685],
    [
      "Pareto/NBD",
      ["r", "alpha", "s", "beta"],
      ["alpha", "beta"],
      scale,
      (start) => fitParetoNbd(exact, { start }),
      -9594.976179,
    ],
    ["NBD", ["r", "alpha"], ["alpha"], scale, (start) => fitNbd(cdnow, { start }), -9763.660222],
    ["Gamma-Gamma", ["p", "q", "gamma"], ["gamma"], 35, (start) => fitGammaGamma(exact, { start }), -4055.917695],
    ["BG/BB", ["alpha", "beta", "gamma", "delta"], [], 1, (start) => fitBgBb(donations(), { start }), -33225.581274],
    ["sBG", ["alpha", "beta"], [], 1, (start) => fitSbg(REGULAR.slice(0, 8), { start }), -1680.26519],
    ["BdW", ["alpha", "beta", "c"], [], 1, (start) => fitBdw(HIGH_END.slice(0, 5), { start }), -1222.74932],
  ];
  it.each(fits)(
    "%s",
    (_name, names, times, unit, fit, logLikelihood) => {
      for (let seed = 0; seed < STARTS; seed++) {
        const start = randomStart(names, times, unit, seed);
        const model = fit(start);
        expect(model.fit.logLikelihood, JSON.stringify(start)).toBeGreaterThan(logLikelihood - 0.001);
        expect(model.fit.converged, JSON.stringify(start)).toBe(true);
      }
    },
    120_000,
  );
});

describe("a fit does not depend on how the data come", () => {
  it("compressed data give the same fit", () => {
    const summary = cdnowExact();
    const compressed = compressSummary(summary);
    expect(compressed.weight.reduce((sum, weight) => sum + weight, 0)).toBe(2357);
    expect(compressed.frequency.length).toBeLessThan(2000);
    for (const fit of [fitBgNbd, fitMbgNbd, fitParetoNbd, fitNbd] as const) {
      const plain = fit(summary);
      const merged = fit(compressed);
      expect(merged.fit.logLikelihood).toBeCloseTo(plain.fit.logLikelihood, 6);
      for (const [name, value] of Object.entries(plain.parameters)) {
        expect(Math.abs((merged.parameters as unknown as Record<string, number>)[name]! / value - 1), name).toBeLessThan(1e-6);
      }
      expect(logLikelihood(merged, compressed)).toBeCloseTo(merged.fit.logLikelihood, 6);
    }
  });
  it("days or weeks make no difference to predictions", () => {
    const weeks = cdnowExact();
    const days: PurchaseColumns<"day"> = {
      unit: "day",
      frequency: weeks.frequency,
      recency: weeks.recency.map((value) => value * 7),
      age: weeks.age.map((value) => value * 7),
    };
    for (const fit of [fitBgNbd, fitParetoNbd] as const) {
      const byWeek = fit(weeks);
      const byDay = fit(days);
      expect(byDay.parameters.alpha / 7).toBeCloseTo(byWeek.parameters.alpha, 5);
      expect(expectedTransactions(byDay, { frequency: 2, recency: 140, age: 210 }, { horizon: 70 })).toBeCloseTo(
        expectedTransactions(byWeek, { frequency: 2, recency: 20, age: 30 }, { horizon: 10 }),
        7,
      );
    }
    expect(() => probabilityAlive(fitBgNbd(weeks), days)).toThrowError(expect.objectContaining({ code: "mismatched_units" }));
  });
  it("a penalty draws parameters to the longest age and to 1", () => {
    const plain = fitBgNbd(cdnowTwoDecimals());
    const drawn = fitBgNbd(cdnowTwoDecimals(), { penalty: 0.1 });
    expect(Math.abs(Math.log(drawn.parameters.b))).toBeLessThan(Math.abs(Math.log(plain.parameters.b)));
    expect(drawn.fit.logLikelihood).toBeLessThan(plain.fit.logLikelihood);
  });
});

describe("parameters are recovered from simulated customers", () => {
  const within = (
    model: { parameters: object; fit: { standardErrors: Readonly<Record<string, number | null>> } },
    truth: object,
  ): void => {
    for (const [name, value] of Object.entries(truth)) {
      if (name === "k") continue;
      const estimate = (model.parameters as Record<string, number>)[name]!;
      expect(Math.abs(estimate - value), name).toBeLessThan(3 * model.fit.standardErrors[name]!);
    }
  };
  const ages = (customers: number): Float64Array => Float64Array.from({ length: customers }, (_, row) => 40 + (row % 20));
  it("CNBD-k: the regularity and the parameters", () => {
    for (const [kind, fit] of [
      ["bg-cnbd", fitBgCnbd],
      ["mbg-cnbd", fitMbgCnbd],
    ] as const) {
      for (const k of [1, 2, 3]) {
        const parameters = { k, r: 0.9, alpha: 3, a: 0.8, b: 2.5 };
        const customers = simulateCustomers(
          { kind, version: 1, unit: "week", parameters },
          { customers: 4000, age: ages(4000), seed: `${kind}${k}` },
        );
        const model = fit(customers);
        expect(model.parameters.k).toBe(k);
        within(model, parameters);
        expect(logLikelihood(model, customers)).toBeCloseTo(model.fit.logLikelihood, 5);
      }
    }
  });
  it("BG/NBD, Pareto/NBD and BG/BB", () => {
    const bg = { r: 0.5, alpha: 5, a: 0.8, b: 2.5 };
    within(
      fitBgNbd(
        simulateCustomers(
          { kind: "bg-nbd", version: 1, unit: "week", parameters: bg },
          { customers: 4000, age: ages(4000), seed: 1 },
        ),
      ),
      bg,
    );
    const pareto = { r: 0.8, alpha: 6, s: 0.7, beta: 10 };
    within(
      fitParetoNbd(
        simulateCustomers(
          { kind: "pareto-nbd", version: 1, unit: "week", parameters: pareto },
          { customers: 4000, age: ages(4000), seed: 2 },
        ),
      ),
      pareto,
    );
    const bb = { alpha: 1.2, beta: 0.8, gamma: 0.7, delta: 2.8 };
    within(
      fitBgBb(
        simulateCustomers({ kind: "bg-bb", version: 1, unit: "year", parameters: bb }, { customers: 6000, age: 6, seed: 3 }),
      ),
      bb,
    );
  });
  it("effects of static covariates", () => {
    const customers = 4000;
    const channel = Float64Array.from({ length: customers }, (_, row) => row % 2);
    const model = {
      kind: "bg-nbd",
      version: 1,
      unit: "week",
      parameters: { r: 0.8, alpha: 6, a: 0.8, b: 2.5 },
      covariates: { alpha: { channel: 0.7 } },
    } as const;
    const simulated = {
      ...simulateCustomers(model, { customers, age: ages(customers), seed: 4, covariates: { channel } }),
      covariates: { channel },
    };
    const fitted = fitBgNbd(simulated, { covariates: { purchase: ["channel"] } });
    expect(Math.abs(fitted.covariates!.alpha!.channel! - 0.7)).toBeLessThan(3 * fitted.fit.standardErrors["alpha:channel"]!);
    expect(fitted.fit.logLikelihood).toBeGreaterThan(fitBgNbd(simulated).fit.logLikelihood + 20);
    expect(logLikelihood(fitted, simulated)).toBeCloseTo(fitted.fit.logLikelihood, 5);
    const pareto = {
      kind: "pareto-nbd",
      version: 1,
      unit: "week",
      parameters: { r: 0.8, alpha: 6, s: 0.7, beta: 10 },
      covariates: { alpha: { channel: 0.5 }, beta: { channel: -0.6 } },
    } as const;
    const other = {
      ...simulateCustomers(pareto, { customers, age: ages(customers), seed: 5, covariates: { channel } }),
      covariates: { channel },
    };
    const found = fitParetoNbd(other, { covariates: { purchase: ["channel"], dropout: ["channel"] } });
    expect(Math.abs(found.covariates!.alpha!.channel! - 0.5)).toBeLessThan(3 * found.fit.standardErrors["alpha:channel"]!);
    expect(Math.abs(found.covariates!.beta!.channel! + 0.6)).toBeLessThan(3 * found.fit.standardErrors["beta:channel"]!);
    expect(() => probabilityAlive(found, { frequency: 1, recency: 3, age: 20 })).toThrowError(
      expect.objectContaining({ code: "missing_covariate" }),
    );
  });
});

describe("degenerate data give a coded error or finite numbers, never NaN", () => {
  const finite = (value: unknown): boolean =>
    JSON.stringify(value, (_key, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? "BAD" : v)).indexOf("BAD") < 0;
  const fits = [fitBgNbd, fitMbgNbd, fitParetoNbd, fitNbd, (summary: PurchaseColumns) => fitBgCnbd(summary, { k: 1 })] as const;
  const columns = (rows: readonly (readonly [number, number, number])[], unit: "hour" | "week" = "week"): PurchaseColumns => ({
    unit,
    frequency: Float64Array.from(rows, (row) => row[0]),
    recency: Float64Array.from(rows, (row) => row[1]),
    age: Float64Array.from(rows, (row) => row[2]),
  });
  it.each([
    ["nobody", [], "there is no customer"],
    [
      "all x = 0",
      [
        [0, 0, 10],
        [0, 0, 20],
      ],
      "nobody has a repeat purchase",
    ],
    [
      "no time",
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
      "nobody was observed for any time",
    ],
  ] as const)("%s", (_name, rows, reason) => {
    for (const fit of fits) {
      expect(() => fit(columns(rows))).toThrowError(
        expect.objectContaining({ code: "unfittable_data", details: expect.objectContaining({ reason }) }),
      );
    }
  });
  it.each([
    ["one customer", [[3, 10, 12]]],
    ["one customer with one purchase at the end", [[1, 12, 12]]],
    [
      "x = 10,000",
      [
        [10_000, 300, 301],
        [1, 5, 300],
        [0, 0, 300],
      ],
    ],
    [
      "t_x = T everywhere",
      [
        [3, 10, 10],
        [1, 20, 20],
        [5, 30, 30],
      ],
    ],
    ["everybody alike", Array.from({ length: 50 }, () => [2, 10, 20] as const)],
    [
      "purchases at one instant",
      [
        [2, 0, 5],
        [1, 0, 6],
      ],
    ],
    [
      "one hour",
      [
        [2, 0.9, 1],
        [1, 0.2, 1],
        [0, 0, 1],
      ],
    ],
    [
      "thirty years",
      [
        [2, 100_000, 262_980],
        [7, 200_000, 262_980],
        [0, 0, 262_980],
      ],
    ],
    [
      "an hour beside thirty years",
      [
        [2, 0.5, 1],
        [7, 200_000, 262_980],
        [0, 0, 3],
      ],
    ],
    [
      "T = 0 among others",
      [
        [0, 0, 0],
        [3, 5, 9],
        [0, 0, 8],
        [1, 1, 9],
      ],
    ],
  ] as const)("%s", (_name, rows) => {
    for (const fit of fits) {
      const summary = columns(rows, "hour");
      const model = fit(summary);
      expect(finite(model), JSON.stringify(model)).toBe(true);
      for (const score of [probabilityAlive(model, summary), expectedTransactions(model, summary, { horizon: 100 })]) {
        for (const value of score) expect(Number.isFinite(value) && value >= 0, JSON.stringify(model.parameters)).toBe(true);
      }
    }
  });
  it("random small populations", () => {
    const row = fc
      .tuple(fc.nat(12), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 300, noNaN: true }))
      .map(([x, share, age]) => [x, x === 0 ? 0 : share * age, age] as const);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
        for (const fit of fits) {
          try {
            if (!finite(fit(columns(rows)))) return false;
          } catch (error) {
            if ((error as { code?: string }).code !== "unfittable_data") throw error;
          }
        }
        return true;
      }),
      { numRuns: 25, seed: 20_261_121, examples: [[[[1, 0, 5e-324]]]] },
    );
  }, 120_000);
  it("impossible rows are told by row and column", () => {
    const bad = [
      [[1, 5, 3], "recency"],
      [[-1, 0, 3], "frequency"],
      [[1.5, 1, 3], "frequency"],
      [[1, Number.NaN, 3], "recency"],
      [[1, 1, Infinity], "age"],
      [[0, 1, 3], "recency"],
    ] as const;
    for (const [row, column] of bad) {
      expect(() => fitBgNbd(columns([[1, 1, 2], row]))).toThrowError(
        expect.objectContaining({ code: "invalid_summary", details: expect.objectContaining({ column, row: 1 }) }),
      );
    }
  });
  it("s → 0 names the simpler model", () => {
    const nbd = { kind: "nbd", version: 1, unit: "week", parameters: { r: 1, alpha: 5 } } as const;
    const model = fitParetoNbd(simulateCustomers(nbd, { customers: 1500, age: 50, seed: 9 }));
    expect(model.fit.diagnostics.some((diagnostic) => diagnostic.submodel === "nbd" || diagnostic.code === "flat")).toBe(true);
  });
  it("survivors that rise, and cohorts that say nothing", () => {
    expect(() => fitSbg([100, 110])).toThrowError(expect.objectContaining({ code: "invalid_summary" }));
    expect(() => fitSbg([100])).toThrowError(expect.objectContaining({ code: "unfittable_data" }));
    expect(() => fitSbg([100, 100, 100])).toThrowError(expect.objectContaining({ code: "unfittable_data" }));
    for (const cohort of [
      [100, 0],
      [100, 50],
      [100, 99],
      [10, 5, 5, 5],
      [1e9, 5e8, 4e8],
    ]) {
      expect(finite(fitSbg(cohort))).toBe(true);
      expect(finite(fitBdw(cohort))).toBe(true);
    }
  });
  it("spend of one customer, of equal means", () => {
    expect(finite(fitGammaGamma({ frequency: Float64Array.of(3), monetary: Float64Array.of(20) }))).toBe(true);
    expect(finite(fitGammaGamma({ frequency: new Float64Array(20).fill(2), monetary: new Float64Array(20).fill(10) }))).toBe(
      true,
    );
    expect(() => fitGammaGamma({ frequency: Float64Array.of(0), monetary: Float64Array.of(Number.NaN) })).toThrowError(
      expect.objectContaining({ code: "unfittable_data" }),
    );
  });
});
