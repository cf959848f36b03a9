import { seededRandom } from "clientele/kernel";
import { fitBdw, fitBgBb, fitBgNbd, fitGammaGamma, fitMbgNbd, fitNbd, fitParetoNbd, fitSbg } from "clientele/value";
import { describe, expect, test } from "vitest";
import { cdnowExact, cdnowTwoDecimals, donations, HIGH_END, REGULAR } from "../fixtures/reference-customers.js";

/** Log-uniform in [.05, 20] a parameter; times in the longest age. */
function randomStart(names: readonly string[], times: readonly string[], scale: number, seed: number): Record<string, number> {
  const random = seededRandom(`start ${seed}`);
  return Object.fromEntries(names.map((name) => [name, 0.05 * 400 ** random() * (times.includes(name) ? scale : 1)]));
}

/** All 50 where there is time for them (the full run of continuous integration sets it); a dozen otherwise. */
const STARTS = Number(process.env["CLIENTELE_STARTS"] ?? 12);

describe("fits from random starts", () => {
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
  test.each(fits)(
    "%s reaches the published optimum",
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
