import { compareOrdered } from "../../../src/kernel/internal.js";
import { type Interaction, type TimelineOptions, timelineOf } from "clientele/models";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { viewed } from "../../fixtures/records.js";

const channels = ["web", "app", undefined] as const;
const history: fc.Arbitrary<Interaction[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ unit: "grapheme", minLength: 1, maxLength: 3 }),
      at: fc.integer({ min: -3, max: 3 }),
      channel: fc.constantFrom(...channels),
      type: fc.constantFrom("page.viewed", "cart.added"),
    }),
    { selector: ({ id }) => id, maxLength: 25 },
  )
  .map((list) => list.map(({ id, at, channel, type }) => viewed(id, "c1", at, { channel, type })).sort(compareOrdered));
const direction = fc.constantFrom("newest-first" as const, "oldest-first" as const);

function pages(
  list: readonly Interaction[],
  options: TimelineOptions,
  between: (page: number) => readonly Interaction[] = () => list,
) {
  const shown: Interaction[] = [];
  let cursor: string | undefined;
  for (let page = 0; ; page++) {
    const { items, next } = timelineOf({ history: between(page) }, { ...options, ...(cursor !== undefined && { cursor }) });
    shown.push(...items);
    if (next === null) return shown;
    // A cursor that does not move on would be followed for ever.
    expect(page).toBeLessThan(100);
    expect(items.length).toBe(options.limit);
    cursor = next;
  }
}

describe("a timeline", () => {
  test("shows everything once, page by page, whatever the size of a page", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 6 }), direction, (list, limit, way) => {
        expect(pages(list, { limit, direction: way })).toEqual(way === "oldest-first" ? list : [...list].reverse());
      }),
    );
  });

  test("neither repeats nor skips what was there, when new interactions arrive between pages", () => {
    fc.assert(
      fc.property(
        history,
        fc.array(fc.nat({ max: 3 })),
        fc.integer({ min: 1, max: 4 }),
        direction,
        (list, arrival, limit, way) => {
          const arrived = (page: number): Interaction[] => list.filter((_, index) => (arrival[index] ?? 0) <= page);
          const shown = pages(list, { limit, direction: way }, arrived);
          expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
          for (const one of arrived(0)) expect(shown).toContain(one);
          expect(shown).toEqual([...shown].sort((a, b) => (way === "oldest-first" ? 1 : -1) * compareOrdered(a, b)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("shows what passes its filters, and counts it over all pages", () => {
    fc.assert(
      fc.property(
        history,
        fc.constantFrom<string[]>(["page.viewed"], ["page.viewed", "cart.added"], []),
        fc.constantFrom<string[]>(["web"], ["app", "web"]),
        fc.integer({ min: -3, max: 3 }),
        (list, types, wanted, from) => {
          const expected = list.filter(
            ({ type, channel, at }) =>
              types.includes(type) && wanted.includes(channel ?? "") && at.getTime() >= from && at.getTime() < from + 3,
          );
          const options = { types, channels: wanted, from, to: new Date(from + 3), direction: "oldest-first" as const };
          expect(timelineOf({ history: list }, { ...options, limit: 100 }).items).toEqual(expected);
          expect(timelineOf({ history: list }, { ...options, limit: 1 }).total).toBe(expected.length);
        },
      ),
    );
  });

  test("merges the histories of an account and its contacts", () => {
    const account = { history: [viewed("a1", "a", 1), viewed("a2", "a", 3)] };
    const contact = { history: [viewed("b1", "b", 2)] };
    expect(timelineOf([account, contact]).items.map(({ id }) => id)).toEqual(["a2", "b1", "a1"]);
    expect(timelineOf(new Set([contact])).total).toBe(1);
    expect(timelineOf([])).toEqual({ items: [], next: null, total: 0 });
  });

  test("holds fifty interactions per page by default", () => {
    const many = { history: Array.from({ length: 51 }, (_, index) => viewed(`i${index}`, "c1", index)) };
    const { items, next, total } = timelineOf(many);
    expect([items.length, next, total]).toEqual([50, "1:i1", 51]);
  });

  test("goes on from identifiers of any kind", () => {
    const list = [viewed("a:b", "c1", 0), viewed("\n", "c1", 0), viewed("__proto__", "c1", -5)].sort(compareOrdered);
    expect(pages(list, { limit: 1, direction: "oldest-first" })).toEqual(list);
  });

  test.each<[string, TimelineOptions, string]>([
    ["a page of nothing", { limit: 0 }, "invalid_option"],
    ["half an interaction", { limit: 1.5 }, "invalid_option"],
    ["a cursor that is none", { cursor: "next" }, "invalid_option"],
    ["a cursor without an identifier", { cursor: "5:" }, "invalid_option"],
    ["a cursor beyond all time", { cursor: "99999999999999999:x" }, "invalid_option"],
    ["an instant that is none", { from: Number.NaN }, "invalid_instant"],
    ["a Date that is none", { to: new Date(Number.NaN) }, "invalid_instant"],
  ])("refuses %s", (_what, options, code) => {
    expect(() => timelineOf({ history: [] }, options)).toThrow(expect.objectContaining({ code }));
  });
});
