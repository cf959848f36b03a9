import { seededRandom } from "clientele/kernel";
import { retailLifecycle, stagePaths, withStageTimelines } from "clientele/lifecycle";
import { evaluateRule, parseRule, type Rule, standardCatalog } from "clientele/rules";
import {
  abcSegments,
  advanceSegments,
  behavioralSegments,
  boughtAttributes,
  clusterCustomers,
  clusterToRule,
  type ColumnSource,
  compareTargets,
  defineSegments,
  demographicSegments,
  discoverSegments,
  evaluatePopulation,
  evaluateSegments,
  explainMembership,
  geographicSegments,
  membersOf,
  overlap,
  profileSegment,
  psychographicSegments,
  rfmRules,
  rfmSegments,
  scoreTraits,
  segmentGrid,
  type SegmentSnapshot,
  stageSegments,
} from "clientele/segments";
import { conditionsToRule } from "../../src/segments/analysis/population-columns.js";
import { quantileThresholds, rfmScores } from "clientele/value";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { onlineRetailRecords } from "../lifecycle/online-retail-records.js";
import { anyRule, anySubject, HOUR, LAST_HOUR } from "../lifecycle/random-lifecycles.js";

const DAY = 86_400_000;
const asOf = Date.UTC(2011, 11, 10);
const records = onlineRetailRecords();
const at = records.map(({ history }) => history.map((order) => order.at.getTime()));
const orders = Float64Array.from(records, ({ history }) => history.length);
const spend = Float64Array.from(records, ({ history }) =>
  history.reduce((sum, { properties }) => sum + (properties.total as number), 0),
);
const silence = Float64Array.from(at, (instants) => (asOf - instants.at(-1)!) / DAY);
const sources: Record<string, ColumnSource> = {
  orders: { metric: { measure: "count", types: ["order.placed"] } },
  spend: { metric: { measure: "sum", types: ["order.placed"], property: "total", currency: "GBP" } },
  silence: { metric: { measure: "timeSinceLast", types: ["order.placed"] }, unit: { days: 1 } },
};
const data = { ids: records.map(({ customer }) => customer.id), numbers: { orders, spend, silence }, sources };

describe("re-evaluating what can have changed", () => {
  test("comes, fact by fact and instant by instant, to what evaluating everything comes to", () => {
    fc.assert(
      fc.property(fc.array(anyRule, { minLength: 1, maxLength: 4 }), anySubject, (rules, subject) => {
        const set = defineSegments({ id: "s", segments: rules.map((rule, index) => ({ id: `g${index}`, rule })) });
        let snapshot: SegmentSnapshot | null = null;
        let evaluated = 0;
        for (let hour = 0; hour <= LAST_HOUR; hour += 7) {
          const now = hour * HOUR;
          const from = now - 7 * HOUR;
          const isNew = (instant: Date) => instant.getTime() > from && instant.getTime() <= now;
          // What is known at an hour is what happened by then; the profile and the timeline tell their future ahead of time.
          const known = { ...subject, history: subject.history.filter((fact) => fact.at.getTime() <= now) };
          const facts = { interactions: known.history.filter((fact) => isNew(fact.at)).map(({ type }) => type) };
          const step = advanceSegments(set, snapshot, known, { asOf: now, ...facts });
          const members = step.snapshot.segments.filter(({ member }) => member).map(({ id }) => id);
          expect(members).toEqual(evaluateSegments(set, known, { asOf: now }).map(({ segmentId }) => segmentId));
          const before: string[] =
            (snapshot as SegmentSnapshot | null)?.segments.filter(({ member }) => member).map(({ id }) => id) ?? [];
          expect([...before.filter((id) => !step.left.includes(id)), ...step.entered].sort()).toEqual([...members].sort());
          snapshot = JSON.parse(JSON.stringify(step.snapshot)) as SegmentSnapshot;
          evaluated += step.evaluated;
        }
        expect(evaluated).toBeLessThanOrEqual(rules.length * (Math.floor(LAST_HOUR / 7) + 1));
      }),
      { numRuns: 150 },
    );
  });

  test("asks only segments that the facts can touch, and refuses a foreign or later snapshot", () => {
    const viewed: Rule = {
      version: 1,
      kind: "metric",
      metric: { measure: "count", types: ["page.viewed"] },
      test: { is: "atLeast", value: 1 },
    };
    const lives: Rule = { version: 1, kind: "attribute", path: "address.country", test: { is: "equals", value: "CN" } };
    const set = defineSegments({
      id: "s",
      segments: [
        { id: "viewed", rule: viewed },
        { id: "lives", rule: lives },
      ],
    });
    const subject = { id: "c", attributes: {}, history: [] };
    const { snapshot } = advanceSegments(set, null, subject, { asOf: 0 });
    expect(advanceSegments(set, snapshot, subject, { asOf: 1, facts: { interactions: ["order.placed"] } }).evaluated).toBe(0);
    expect(advanceSegments(set, snapshot, subject, { asOf: 1, facts: { interactions: ["page.viewed"] } }).evaluated).toBe(1);
    expect(advanceSegments(set, snapshot, subject, { asOf: 1, facts: { attributes: ["address"] } }).evaluated).toBe(1);
    expect(advanceSegments(set, snapshot, subject, { asOf: 1 }).evaluated).toBe(2);
    expect(() => advanceSegments(set, snapshot, { ...subject, id: "d" }, { asOf: 1 })).toThrow(
      expect.objectContaining({ code: "mismatched_segments" }),
    );
    expect(() => advanceSegments(set, snapshot, subject, { asOf: -1 })).toThrow(
      expect.objectContaining({ code: "instant_before_cursor" }),
    );
  });
});

describe("reasons", () => {
  const set = defineSegments({
    id: "s",
    segments: [
      {
        id: "quiet-vip",
        rule: {
          version: 1,
          kind: "all",
          of: [
            { kind: "attribute", path: "tags", test: { is: "has", value: "vip" } },
            {
              kind: "not",
              of: { kind: "metric", metric: { measure: "count", types: ["order.placed"] }, test: { is: "atLeast", value: 1 } },
            },
          ],
        },
      },
    ],
  });

  test("of a member name every condition that holds, in both languages", () => {
    const { member, reasons } = explainMembership(
      set,
      "quiet-vip",
      { id: "c", attributes: { tags: ["vip"] }, history: [] },
      { asOf: 0 },
    );
    expect(member).toBe(true);
    expect(reasons).toHaveLength(2);
    expect(reasons[1]?.en).toContain("order.placed happened 0 times");
    expect(reasons[1]?.zh).toMatch(/\p{Script=Han}/u);
  });

  test("of another name those that fail; an unknown segment is refused", () => {
    expect(explainMembership(set, "quiet-vip", { id: "c", attributes: {}, history: [] }, { asOf: 0 }).reasons).toHaveLength(1);
    expect(() => explainMembership(set, "quiet-vp", { id: "c", attributes: {}, history: [] }, { asOf: 0 })).toThrow(
      "Did you mean quiet-vip?",
    );
  });
});

describe("ready segments", () => {
  test("of every family are valid under the standard catalog, with Chinese labels", () => {
    const set = defineSegments({
      id: "ready",
      segments: [
        ...geographicSegments({ CN: { en: "China", zh: "中国" } }),
        ...demographicSegments({ ages: [18, 40], zone: "Asia/Shanghai" }),
        ...psychographicSegments({ traits: { adventure: 4 }, interests: ["hiking"] }),
        ...behavioralSegments(),
      ],
    });
    for (const { label } of set.segments) expect(label.zh).toMatch(/\p{Script=Han}/u);
  });

  test("bands of age leave no gap, and change on the birthday", () => {
    const set = defineSegments({ id: "s", segments: demographicSegments({ ages: [18, 30], zone: "Asia/Shanghai" }) });
    const born = { id: "c", attributes: { demographics: { birthDate: "1996-03-10" } }, history: [] };
    const bandAt = (instant: string) =>
      evaluateSegments(set, born, { asOf: new Date(instant) }).map(({ segmentId }) => segmentId);
    expect(bandAt("2026-03-09T15:59:59.999Z")).toEqual(["age-18-29"]);
    expect(bandAt("2026-03-09T16:00:00.000Z")).toEqual(["age-30-up"]);
  });

  test("a new customer is never silent, nor one who never bought, nor one who is lost", () => {
    const set = defineSegments({ id: "s", segments: behavioralSegments({ newFor: { days: 100 }, silentAfter: { days: 60 } }) });
    const bought = (...days: number[]) => ({
      id: "c",
      attributes: {},
      history: days.map((day) => ({
        id: `${day}`,
        customerId: "c",
        type: "order.placed",
        at: new Date(day * DAY),
        properties: {},
      })),
    });
    const isSilent = (subject: ReturnType<typeof bought>, day: number) =>
      evaluateSegments(set, subject, { asOf: day * DAY }).some(({ segmentId }) => segmentId === "silent");
    expect(isSilent(bought(), 200)).toBe(false);
    expect(isSilent(bought(0), 70)).toBe(false);
    expect(isSilent(bought(0), 100)).toBe(true);
    expect(isSilent(bought(0), 364)).toBe(true);
    expect(isSilent(bought(0), 365)).toBe(false);
    expect(isSilent(bought(0, 150), 200)).toBe(false);
  });

  test("silent, one-time and new buyers of Online Retail are who they should be", async () => {
    const set = defineSegments({ id: "s", segments: behavioralSegments() });
    const columns = await evaluatePopulation(set, records, { asOf });
    const expected = records.filter((_, row) => silence[row]! >= 90 && silence[row]! < 365).map(({ customer }) => customer.id);
    expect(membersOf(columns, "silent")).toEqual(expected);
    expect(overlap(columns).both[0]![2]).toBe(0);
  });
});

describe("RFM rules with frozen thresholds", () => {
  test("put every buyer of Online Retail into the class that the scores give, and nobody twice", async () => {
    const measures = { ids: data.ids, sinceLast: silence, transactions: orders, revenue: spend, unit: "day" as const };
    for (const [table, bins] of [
      ["eleven", 5],
      ["cn8", 2],
    ] as const) {
      const thresholds = quantileThresholds(measures, { bins });
      const byScores = rfmSegments(rfmScores(measures, { thresholds }), { table });
      const set = defineSegments({ id: "rfm", segments: rfmRules({ table, thresholds, currency: "GBP" }) });
      const byRules = await evaluatePopulation(set, records, { asOf });
      for (const { id } of byScores.segments) expect(membersOf(byRules, id)).toEqual(membersOf(byScores, id));
    }
  });

  test("that do not fit the table, or have a unit without a length, are refused", () => {
    const thresholds = { recency: [1], frequency: [1], monetary: [1, 2], unit: "day" };
    expect(() => rfmRules({ thresholds, currency: "GBP" })).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => rfmRules({ thresholds: { ...thresholds, monetary: [1], unit: "month" }, currency: "GBP" })).toThrow(
      /hours, days or weeks/,
    );
  });
});

describe("traits from survey items", () => {
  test("have Cronbach's alpha of the textbook formula, and missing answers are counted", () => {
    const answers = [
      [2, 3, 2],
      [4, 4, 5],
      [3, 3, 4],
      [5, 5, 5],
      [1, 2, 1],
    ];
    const rows = answers.map(([a, b, c], index) => ({ customerId: `c${index}`, answers: { a, b, c } }));
    const [trait] = scoreTraits(rows, [{ id: "t", items: ["a", "b", "c"], range: [1, 5] }]).traits;
    // Variances 2.5, 1.3, 3.3; of the sum 19.7: 3/2 · (1 − 7.1 / 19.7).
    expect(trait?.alpha).toBeCloseTo(1.5 * (1 - 7.1 / 19.7), 12);
    const holes = scoreTraits(
      [...rows, { customerId: "x", answers: { a: 3, b: 9, c: "4" } }],
      [{ id: "t", items: ["a", "b", "c"], range: [1, 5] }],
    );
    expect(holes.traits[0]).toMatchObject({ complete: 5, missing: 2 / 18 });
    expect(holes.traits[0]?.scores[5]).toBeNaN();
  });

  test("of one item, or the same for everybody, have no alpha; a scale without items is refused", () => {
    const rows = [
      { customerId: "a", answers: { q: 3 } },
      { customerId: "b", answers: { q: 3 } },
    ];
    expect(scoreTraits(rows, [{ id: "t", items: ["q"], range: [1, 5] }]).traits[0]?.alpha).toBeNull();
    expect(() => scoreTraits(rows, [{ id: "t", items: [], range: [1, 5] }])).toThrow(
      expect.objectContaining({ code: "invalid_option" }),
    );
  });
});

describe("profiles", () => {
  test("find what was planted, and of a hundred columns of noise next to none", () => {
    const random = seededRandom(5);
    const rows = 2_000;
    const members = Uint8Array.from({ length: rows }, () => Number(random() < 0.2));
    const noise = Object.fromEntries(
      Array.from({ length: 100 }, (_, column) => [`noise${column}`, Float64Array.from({ length: rows }, () => random())]),
    );
    const planted = Float64Array.from(members, (member) => random() + 0.3 * member);
    const city = Array.from(members, (member) => (random() < (member === 1 ? 0.5 : 0.2) ? "Paris" : "Rome"));
    const ids = Array.from({ length: rows }, (_, row) => `c${row}`);
    const { traits } = profileSegment(members, { ids, numbers: { ...noise, planted }, categories: { city } });
    const significant = traits.filter((trait) => trait.significant);
    expect(
      significant
        .slice(0, 3)
        .map(({ column }) => column)
        .sort(),
    ).toEqual(["city", "city", "planted"]);
    expect(significant.length).toBeLessThan(7);
    expect(traits.find(({ value }) => value === "Paris")?.lift).toBeGreaterThan(2);
  });

  test("Cliff's delta is the difference of the chances, by counting pairs", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 }), (rows) => {
        const inside = rows.filter(([, member]) => member).map(([value]) => value);
        const outside = rows.filter(([, member]) => !member).map(([value]) => value);
        fc.pre(inside.length > 0 && outside.length > 0);
        const { traits } = profileSegment(
          rows.map(([, member]) => Number(member)),
          { ids: rows.map((_, row) => `${row}`), numbers: { x: rows.map(([value]) => value) } },
        );
        const pairs = inside.flatMap((left) => outside.map((right) => Math.sign(left - right)));
        expect(traits[0]?.effect).toBeCloseTo(pairs.reduce((sum: number, sign) => sum + sign, 0) / pairs.length, 12);
      }),
    );
  });

  test("tell which product attributes set a segment apart", () => {
    const products = [
      { id: "mug", category: "Kitchen" },
      { id: "pan", category: "Kitchen" },
      { id: "lamp", category: "Light" },
      { id: "bulb", category: ["Light", "Energy"] },
    ];
    const random = seededRandom(8);
    const isMember = Uint8Array.from({ length: 300 }, (_, row) => Number(row < 100));
    const shoppers = Array.from(isMember, (member, row) => {
      const bought = products.map(({ id }) => id).filter((id) => random() < (id === "pan" && member === 1 ? 0.9 : 0.2));
      const lines = bought.map((productId) => ({ productId, quantity: 1 }));
      // What the catalog does not know is left out, and either form of an order is read.
      const properties = row % 2 === 0 ? { lines } : { products: [...bought, "unknown"] };
      const order = { id: `o${row}`, customerId: `c${row}`, type: "order.placed", at: new Date(0), properties };
      return { bought, subject: { id: `c${row}`, attributes: {}, history: [order] } };
    });
    const category = boughtAttributes(
      shoppers.map(({ subject }) => subject),
      products,
      (product) => product.category,
    );
    shoppers.forEach(({ bought }, row) => {
      const expected = new Set(products.filter(({ id }) => bought.includes(id)).flatMap((product) => product.category));
      expect(category[row] === null ? [] : [...category[row]!].sort()).toEqual([...expected].sort());
    });
    const ids = shoppers.map(({ subject }) => subject.id);
    const { traits } = profileSegment(isMember, { ids, sets: { category } });
    const kitchen = traits.find(({ value }) => value === "Kitchen")!;
    const known = category.map((words, row) => ({ words, member: isMember[row] === 1 })).filter(({ words }) => words !== null);
    const share = (member: boolean) => {
      const side = known.filter((entry) => entry.member === member);
      return side.filter(({ words }) => words!.includes("Kitchen")).length / side.length;
    };
    expect([kitchen.inside, kitchen.outside]).toEqual([share(true), share(false)]);
    expect(traits[0]).toMatchObject({ value: "Kitchen", significant: true });
    expect(traits.filter(({ significant }) => significant).map(({ value }) => value)).toEqual(["Kitchen"]);
    expect(profileSegment(isMember, { ids, sets: { category } }, { leastCustomers: 301 }).traits).toEqual([]);
  });

  test("of nobody or of everybody are refused", () => {
    expect(() => profileSegment([0], { ids: ["a"] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => profileSegment([1, 0], { ids: ["a", "b"], numbers: { x: [1] } })).toThrow(/1 rows for 2/);
  });
});

describe("discovered segments", () => {
  test("find a planted group by its two conditions, and their rule selects the same customers", () => {
    const random = seededRandom(9);
    const customers = Array.from({ length: 3_000 }, (_, row) => {
      const visits = Math.floor(random() * 20);
      const country = random() < 0.3 ? "CN" : "DE";
      return { id: `c${row}`, visits, country, left: Number(random() < (visits < 5 && country === "CN" ? 0.8 : 0.1)) };
    });
    const found = discoverSegments(
      {
        ids: customers.map(({ id }) => id),
        numbers: { visits: customers.map(({ visits }) => visits) },
        categories: { country: customers.map(({ country }) => country) },
        sources: { visits: { attribute: "demographics.householdSize" }, country: { attribute: "address.country" } },
      },
      customers.map(({ left }) => left),
      { cuts: 19 },
    );
    expect(found[0]?.text).toBe("country = CN and visits < 5");
    expect(found[0]?.mean).toBeGreaterThan(0.7);
    const rule = parseRule(found[0]?.rule, { schema: standardCatalog });
    customers.slice(0, 300).forEach(({ id, visits, country }, row) => {
      const subject = { id, attributes: { demographics: { householdSize: visits }, address: { country } }, history: [] };
      expect(Number(evaluateRule(rule, subject, { asOf: 0, schema: standardCatalog }))).toBe(found[0]?.members[row]);
    });
  });

  test("low targets are found too; a target without variation is refused", () => {
    const numbers = { x: Array.from({ length: 100 }, (_, row) => row) };
    const ids = numbers.x.map(String);
    const target = numbers.x.map((x) => (x >= 80 ? 0 : 5));
    expect(discoverSegments({ ids, numbers }, target, { target: "low", cuts: 9 })[0]?.text).toBe("x ≥ 80");
    expect(() =>
      discoverSegments(
        { ids, numbers },
        ids.map(() => 1),
      ),
    ).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => discoverSegments({ ids, numbers }, [1])).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("clusters", () => {
  const clusters = clusterCustomers(data, { seed: "retail", scale: "log", k: 4 });

  test("of Online Retail share the customers out, and each is described by what is distinctive", () => {
    expect(clusters.memberships.segments.reduce((sum, { size }) => sum + size, 0)).toBe(4_338);
    for (const { description, distinctive } of clusters.clusters) {
      expect(description.en.length).toBeGreaterThan(5);
      expect(Math.abs(distinctive[0]!.deviation)).toBeGreaterThanOrEqual(Math.abs(distinctive[2]!.deviation));
    }
  });

  test("become rules that find the very customers whom their conditions select, with precision and recall as told", async () => {
    for (const { id } of clusters.clusters) {
      const { rule, precision, recall, conditions } = clusterToRule(clusters, id, data);
      expect(conditionsToRule(conditions, sources)).toEqual(rule);
      const found = await evaluatePopulation(defineSegments({ id: "c", segments: [{ id, rule }] }), records, { asOf });
      const members = new Set(membersOf(clusters.memberships, id));
      const selected = membersOf(found, id);
      const right = selected.filter((customer) => members.has(customer)).length;
      expect(right / selected.length).toBeCloseTo(precision, 12);
      expect(right / members.size).toBeCloseTo(recall, 12);
      expect(Math.min(precision, recall)).toBeGreaterThan(0.5);
    }
  });

  test("are cut at the roundest figures that select the same customers", () => {
    for (const { id } of clusters.clusters) {
      for (const { column, value } of clusterToRule(clusters, id, data).conditions) {
        const cut = Number(value);
        const values = [...data.numbers[column as keyof typeof data.numbers]];
        const least = Math.min(...values.filter((figure) => figure >= cut));
        const below = Math.max(...values.filter((figure) => figure < cut));
        const digits = Number(cut.toExponential().replace(/e.*|\./g, "")).toString().length;
        // One digit less would cut elsewhere, or further off than a hundredth.
        const step = 10 ** (Math.floor(Math.log10(cut)) - digits + 2);
        const shorter = digits === 1 ? Number.NaN : Math.floor(least / step + 1e-9) * step;
        expect(shorter > below && shorter <= least && least - shorter <= 0.01 * least).toBe(false);
      }
    }
  });

  test("k is chosen by silhouette", () => {
    const random = seededRandom(2);
    const centers = [0, 10, 20];
    const numbers = { x: centers.flatMap((center) => Array.from({ length: 30 }, () => center + random())) };
    const { k, silhouettes } = clusterCustomers({ ids: numbers.x.map((_, row) => `${row}`), numbers }, { seed: 1 });
    expect(k).toBe(3);
    expect(silhouettes.map(({ k: tried }) => tried)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  test("k is chosen by gap, which also says that there are no clusters", () => {
    const random = seededRandom(2);
    const even = Array.from({ length: 120 }, random);
    const ids = even.map((_, row) => `${row}`);
    const options = { seed: 1, chooseBy: "gap" } as const;
    const none = clusterCustomers({ ids, numbers: { x: even, y: even.map(() => random()) } }, options);
    expect([none.k, none.clusters.length, none.gap?.k]).toEqual([1, 1, 1]);
    const x = even.map((value, row) => value + (row % 3 === 1 ? 10 : 0));
    const y = even.map((_, row) => random() + (row % 3 === 2 ? 10 : 0));
    const apart = clusterCustomers({ ids, numbers: { x, y } }, options);
    expect(apart.clusters.map(({ size }) => size)).toEqual([40, 40, 40]);
    expect(apart.gap?.ks).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(clusterCustomers({ ids, numbers: { x: even } }, { seed: 1 })).not.toHaveProperty("gap");
  });

  test.each([
    ["a constant column", { x: [1, 1, 1] }, {}],
    ["an unknown value", { x: [1, Number.NaN, 2] }, {}],
    ["k above the customers that differ", { x: [1, 1, 2] }, { k: 3 }],
    ["no column", {}, {}],
    ["a logarithm of a debt", { x: [-5, 1, 2] }, { scale: "log" as const }],
  ])("on %s are refused", (_, numbers, options) => {
    expect(() =>
      clusterCustomers({ ids: ["a", "b", "c"], numbers: numbers as Record<string, number[]> }, { seed: 1, ...options }),
    ).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});

describe("targets and grids", () => {
  const paths = stagePaths(retailLifecycle(), records, { to: asOf });
  const stages = stageSegments(paths);

  test("stages as segments agree with rules on the stage", async () => {
    const rule: Rule = { version: 1, kind: "state", key: "stage:retail", test: { is: "equals", value: "at-risk" } };
    const few = records.slice(0, 300);
    const columns = await evaluatePopulation(
      defineSegments({ id: "s", segments: [{ id: "at-risk", rule }] }),
      withStageTimelines(few, [retailLifecycle()], { to: asOf }),
      { asOf },
    );
    const inFew = new Set(few.map(({ customer }) => customer.id));
    expect(membersOf(columns, "at-risk")).toEqual(membersOf(stages, "at-risk").filter((id) => inFew.has(id)));
  });

  test("the grid shares out customers and value", () => {
    const classes = data.ids.map(
      (_, row) => (spend[row]! > 500_000 ? "A" : spend[row]! > 100_000 ? "B" : "C") as "A" | "B" | "C",
    );
    const { cells } = segmentGrid(stages, abcSegments({ ids: [...data.ids].reverse(), classes: [...classes].reverse() }), {
      value: { ids: data.ids, values: spend },
    });
    expect(cells.flat().reduce((sum, { customers }) => sum + customers.length, 0)).toBe(4_338);
    expect(cells.flat().reduce((sum, { value }) => sum + value!, 0)).toBe(spend.reduce((sum, value) => sum + value, 0));
  });

  test("are ranked by the return of contacting those who are worth it, among those who may be contacted", () => {
    const value = { ids: data.ids, values: spend };
    const all = compareTargets(stages, { value, successRate: 0.02, costPerContact: 500 });
    expect(all.reduce((sum, { value: part }) => sum + part, 0)).toBe(spend.reduce((sum, part) => sum + part, 0));
    all.forEach((target, index) => {
      expect(target.bestReturn).toBeGreaterThanOrEqual(Math.max(0, target.expectedReturn));
      if (index > 0) expect(target.bestReturn).toBeLessThanOrEqual(all[index - 1]!.bestReturn);
    });
    const nobody = compareTargets(stages, { value, successRate: 0.02, reachable: new Set() });
    expect(nobody.every(({ reachable, expectedReturn }) => reachable === 0 && expectedReturn === 0)).toBe(true);
    expect(() => compareTargets(stages, { value })).toThrow(expect.objectContaining({ code: "invalid_option" }));
  });
});
