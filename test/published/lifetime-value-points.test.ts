import {
  type BgNbdModel,
  discountedExpectedTransactions,
  expectedSpend,
  expectedTransactions,
  expectedTransactionsForNewCustomer,
  logLikelihood,
  type MbgNbdModel,
  type ParetoNbdModel,
  probabilityAlive,
  transactionDistribution,
  type BgBbModel,
} from "clientele/value";
import { bgBbDiscountedTransactions } from "../../src/value/clv/discrete/bg-bb.js";
import { describe, expect, test } from "vitest";

const bgNbd = (r: number, alpha: number, a: number, b: number): BgNbdModel => ({
  kind: "bg-nbd",
  version: 1,
  unit: "week",
  parameters: { r, alpha, a, b },
});

const mbgNbd = (r: number, alpha: number, a: number, b: number): MbgNbdModel => ({
  kind: "mbg-nbd",
  version: 1,
  unit: "week",
  parameters: { r, alpha, a, b },
});

const paretoNbd = (r: number, alpha: number, s: number, beta: number): ParetoNbdModel => ({
  kind: "pareto-nbd",
  version: 1,
  unit: "week",
  parameters: { r, alpha, s, beta },
});

const bgBb = (alpha: number, beta: number, gamma: number, delta: number): BgBbModel => ({
  kind: "bg-bb",
  version: 1,
  unit: "year",
  parameters: { alpha, beta, gamma, delta },
});

const B = bgNbd(0.243, 4.414, 0.793, 2.426);

const M = mbgNbd(0.525, 6.183, 0.891, 1.614);

const N = paretoNbd(0.553, 10.578, 0.606, 11.669);

const customer = (frequency: number, recency: number, age: number) => ({ frequency, recency, age });

function close(actual: number, truth: number, tolerance = 1e-9): void {
  expect(Math.abs(actual - truth) / Math.abs(truth), `${actual} for ${truth}`).toBeLessThan(tolerance);
}

describe("reference values computed with 60 digits", () => {
  const cells: [
    [number, number, number, number],
    [number, number, number],
    [number, number, number],
    [number, number, number],
  ][] = [
    [
      [0, 0, 38.86, 39],
      [-0.554713276438, 1, 0.195098052011],
      [-0.539837463531, 0.389735080919, 0.154012746675],
      [-0.521046294081, 0.295286604617, 0.107081468215],
    ],
    [
      [2, 30.43, 38.86, 39],
      [-9.45860630707, 0.726578570081, 1.22602817477],
      [-9.48555131453, 0.706202265118, 1.26296062327],
      [-9.55428324515, 0.869167559153, 1.45512319326],
    ],
    [
      [1, 1.71, 38.86, 39],
      [-4.46909327503, 0.212100985377, 0.20318698708],
      [-4.46036061258, 0.17083648431, 0.188836541364],
      [-4.45019433388, 0.168002326724, 0.171092980554],
    ],
    [
      [26, 30.86, 31, 52],
      [-37.7265794734, 0.968915649718, 25.7581959365],
      [-38.3221269478, 0.965566144144, 24.0039228222],
      [-39.1316715403, 0.997918731055, 25.4584729514],
    ],
  ];
  test.each(cells)("scores (x, t_x, T, t) = %s under BG/NBD, MBG/NBD and Pareto/NBD", ([x, tx, T, t], ...published) => {
    [B, M, N].forEach((model, index) => {
      const [likelihood, alive, expected] = published[index]!;
      close(logLikelihood(model, customer(x, tx, T)), likelihood);
      close(probabilityAlive(model, customer(x, tx, T)), alive);
      close(expectedTransactions(model, customer(x, tx, T), { horizon: t }), expected);
    });
  });
  test("scores frequent buyers under Pareto/NBD", () => {
    const model = paretoNbd(0.5143, 2.8845, 0.2856, 14.1087);
    close(probabilityAlive(model, customer(221, 103.42857, 103.57143)), 0.999596052318);
    close(expectedTransactions(model, customer(221, 103.42857, 103.57143), { horizon: 10 }), 20.5560426422);
    close(probabilityAlive(model, customer(254, 97.14286, 97.28571)), 0.999558226123);
    close(expectedTransactions(model, customer(254, 97.14286, 97.28571), { horizon: 10 }), 25.0833043386);
  });
  test("scores customers where the usual formulas overflow", () => {
    const model = paretoNbd(10.465, 0.00798565181, 3.0516, 2.82);
    close(logLikelihood(model, customer(400, 5, 6)), 1323.18893097);
    close(probabilityAlive(model, customer(400, 5, 6)), 5.13746e-31, 2e-6);
    close(expectedTransactions(bgNbd(1000, 0.001, 0.5, 1), customer(5, 1, 2), { horizon: 5000 }), 3.66e-298, 1e-3);
  });
  test("scores customers where the usual formula is 0/0", () => {
    const c = customer(2, 30.43, 38.86);
    close(expectedTransactions(bgNbd(0.243, 4.414, 1, 2.426), c, { horizon: 39 }), 1.10213678604);
    close(expectedTransactions(paretoNbd(0.553, 10.578, 1, 11.669), c, { horizon: 39 }), 1.18605228228);
    close(expectedTransactionsForNewCustomer(bgNbd(0.243, 4.414, 0.4, 0.6), { horizon: 39 }), 1.08152427861);
    close(expectedTransactions(bgNbd(0.243, 4.414, 0.4, 0.6), customer(0, 0, 38.86), { horizon: 39 }), 0.18478526961);
    close(expectedTransactions(mbgNbd(0.525, 6.183, 1, 1.614), c, { horizon: 39 }), 1.19531332085);
    close(expectedTransactions(bgBb(1.204, 0.75, 1, 2.783), customer(2, 4, 6), { horizon: 5 }), 0.799200758284);
  });
  test("is continuous near a removable singularity", () => {
    const c = customer(2, 30.43, 38.86);
    for (const model of [bgNbd, mbgNbd, paretoNbd]) {
      const at = (third: number): number => expectedTransactions(model(0.243, 4.414, third, 2.426), c, { horizon: 39 });
      for (const gap of [1e-4, 1e-7, 1e-10, 1e-13])
        close((at(1 + gap) + at(1 - gap)) / 2, at(1), Math.max(1e-12, 10 * gap * gap));
    }
  });
  test("scores new customers", () => {
    [1, 39, 52].forEach((t, index) => {
      close(expectedTransactionsForNewCustomer(B, { horizon: t }), [0.0532678911717, 1.19672319332, 1.4460505954][index]!);
      close(expectedTransactionsForNewCustomer(M, { horizon: t }), [0.0530847952637, 1.1829536656, 1.41972375771][index]!);
      close(expectedTransactionsForNewCustomer(N, { horizon: t }), [0.050979843246, 1.21300284428, 1.47299680338][index]!);
    });
  });
  const dert = paretoNbd(0.5534, 10.5802, 0.6061, 11.6562);
  test("scores discounted expected residual transactions", () => {
    const options = { discountRate: { continuous: 0.0027, per: "week" } } as const;
    close(discountedExpectedTransactions(dert, customer(0, 0, 39), options), 0.474671504951);
    close(discountedExpectedTransactions(dert, customer(1, 20, 39), options), 3.02090544333);
    close(discountedExpectedTransactions(dert, customer(14, 38, 39), options), 41.8461921336);
  });
  test("returns the distribution of purchases by week 39", () => {
    const published = [0.5737863521, 0.1993952808, 0.08542975954, 0.04586035385, 0.02767144934];
    transactionDistribution(B, { horizon: 39, maxTransactions: 4 }).forEach((value, n) => close(value, published[n]!));
  });
  test("scores a frequent customer lower when the last purchase is old", () => {
    const published = [0.7059069544, 0.1441745353, 0.02249718341, 0.003091499954];
    [10, 15, 20, 25].forEach((x, index) =>
      close(expectedTransactions(dert, customer(x, 20, 39), { horizon: 52 }), published[index]!),
    );
  });
  test("scores spend under Gamma-Gamma, in dollars", () => {
    const spend = { kind: "gamma-gamma", version: 1, parameters: { p: 6.25, q: 3.74, gamma: 15.44 } } as const;
    close(expectedSpend(spend, { frequency: 2, monetary: 22.35 }), 24.6637139108);
    close(expectedSpend(spend, { frequency: 1, monetary: 11.77 }), 18.9168520578);
    close(expectedSpend(spend, { frequency: 0 }), 35.2189781022);
    expect(() => expectedSpend({ ...spend, parameters: { p: 6.25, q: 1, gamma: 15.44 } }, { frequency: 0 })).toThrowError(
      expect.objectContaining({ code: "infinite_expectation" }),
    );
  });
  test("scores customers under BG/BB", () => {
    const model = bgBb(1.204, 0.75, 0.657, 2.783);
    const rows = [
      [0, 0, 0.1080165842, 0.07280287748, 0.1146469962],
      [2, 4, 0.5895141164, 1.057348942, 1.665069903],
    ] as const;
    for (const [x, tx, alive, expected, discounted] of rows) {
      close(probabilityAlive(model, customer(x, tx, 6)), alive);
      close(expectedTransactions(model, customer(x, tx, 6), { horizon: 5 }), expected);
      close(bgBbDiscountedTransactions(model, customer(x, tx, 6), 0.1), discounted);
      close(discountedExpectedTransactions(model, customer(x, tx, 6), { discountRate: { annual: 0.1 } }), discounted);
    }
  });
});
