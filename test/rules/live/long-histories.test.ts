import type { Interaction } from "clientele/models";
import type { Metric, Rule } from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyFacts,
  defineLiveRules,
  emptyLiveState,
  figuresOf,
  loadLiveState,
  membershipsOf,
  retractFacts,
  storeLiveState,
} from "clientele/rules/live";
import {
  applied,
  AS_OF,
  DAY,
  figuresFromScratch,
  find,
  inOrder,
  liveFigures,
  liveRules,
  membershipsFromScratch,
  schema,
  withReads,
} from "./live-rules-worlds.js";

const attributes = {};

/** Facts close to each other, more than logs and edges hold one by one. */
const longHistory = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 1, 3_600_000, 40_000_000, DAY),
      type: fc.constantFrom("order", "order", "view", "shop.buy"),
      price: fc.constantFrom(0, 1.25, -2.5, 10, undefined),
      sku: fc.constantFrom("a", "b", "c"),
    }),
    { minLength: 80, maxLength: 400 },
  )
  .map((drawn): readonly Interaction[] => {
    let at = AS_OF - 200 * DAY;
    return inOrder(
      drawn.map(({ gap, type, price, sku }, index) => {
        at += gap;
        return {
          id: `f${index}`,
          customerId: "",
          type,
          at: new Date(at),
          properties: { sku, ...(price !== undefined && { price }) },
        };
      }),
    );
  });

const CASES = Math.ceil(Number(process.env.LIVE_CASES ?? 300) / 10);

describe("a long history", () => {
  test("is answered from what is kept of it, late and retracted facts among them", { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(
        liveRules,
        liveFigures,
        longHistory,
        fc.constantFrom(0, 8, 100),
        fc.constantFrom(1, 7, 30),
        fc.nat(400),
        (rules: Readonly<Record<string, Rule>>, figures: Readonly<Record<string, Metric>>, history, logLimit, portion, late) => {
          const set = defineLiveRules({ id: "set", rules, figures, logLimit }, { schema });
          const held = history[late % history.length]!;
          const arriving = [...history.filter((fact) => fact !== held), held];
          let state = emptyLiveState(set);
          let known: readonly Interaction[] = [];
          const expectSame = (): void => {
            const { asOf } = state.watermark;
            expect(membershipsOf(set, state)).toEqual(membershipsFromScratch(rules, { attributes, history: known }, asOf));
            const first = figuresOf(set, state, { attributes });
            const { values, needs } = figuresOf(set, state, { attributes, found: find(known, first.needs) });
            expect(needs).toEqual([]);
            expect(values).toEqual(figuresFromScratch(figures, { attributes, history: known }, asOf));
          };
          for (let start = 0; start < arriving.length; start += portion) {
            const facts = arriving.slice(start, start + portion);
            known = inOrder([...known, ...facts]);
            const asOf = Math.max(state.watermark.asOf, facts.at(-1)!.at.getTime());
            state = applied(set, state, facts, known, { asOf, attributes }).state;
            if (start % (portion * 8) === 0) expectSame();
          }
          expectSame();
          state = loadLiveState(set, JSON.parse(JSON.stringify(storeLiveState(set, state))));
          for (const gone of [held, history[0]!, history.at(-1)!].slice(0, known.length)) {
            if (!known.includes(gone)) continue;
            known = known.filter((fact) => fact !== gone);
            const { asOf } = state.watermark;
            state = withReads(known, (found) => retractFacts(set, state, [gone], { asOf: asOf + DAY, attributes, found })).state;
            expectSame();
          }
        },
      ),
      { numRuns: CASES },
    );
  });

  test("is read by the edge once in 64 facts that leave a window, and for counts of few facts never", () => {
    const metric = (measure: "count" | "sum"): Metric => ({
      measure,
      types: ["order"],
      ...(measure === "sum" && { property: "price" }),
      window: { kind: "last", duration: { days: 90 } },
    });
    const rules: Record<string, Rule> = {
      often: { version: 2, kind: "metric", metric: metric("count"), test: { is: "atLeast", value: 20 } },
      much: { version: 2, kind: "metric", metric: metric("sum"), test: { is: "atLeast", value: 990 } },
    };
    const reads: Record<string, number> = {};
    for (const [id, rule] of Object.entries(rules)) {
      const set = defineLiveRules({ id: "set", rules: { [id]: rule }, logLimit: 64 }, { schema });
      let state = emptyLiveState(set);
      const history: Interaction[] = [];
      reads[id] = 0;
      for (let index = 0; index < 2_000; index++) {
        const at = new Date(AS_OF + index * 8 * 3_600_000);
        const fact = { id: `f${index}`, customerId: "", type: "order", at, properties: { price: 3.5 + (index % 7) } };
        history.push(fact);
        const { needs } = applyFacts(set, state, [fact], { asOf: at, attributes });
        reads[id] += needs.length;
        state = applied(set, state, [fact], history, { asOf: at, attributes }).state;
        if (index % 50 === 0)
          expect(membershipsOf(set, state)).toEqual(
            membershipsFromScratch({ [id]: rule }, { attributes, history }, at.getTime()),
          );
      }
      expect(JSON.stringify(storeLiveState(set, state)).length).toBeLessThan(12_000);
    }
    expect(reads).toEqual({ often: 0, much: expect.any(Number) });
    expect(reads.much).toBeLessThanOrEqual(2_000 / 64 + 1);
    expect(reads.much).toBeGreaterThan(0);
  });
});
