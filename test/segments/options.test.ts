import { retailLifecycle, stagePaths } from "clientele/lifecycle";
import {
  abcSegments,
  advanceSegments,
  behavioralSegments,
  clusterCustomers,
  clusterToRule,
  compareTargets,
  defineSegments,
  demographicSegments,
  discoverSegments,
  evaluateSegmentPopulation,
  evaluateSegments,
  explainMembership,
  marketPosition,
  membershipChanges,
  nextMembershipChangeAt,
  profileSegment,
  psychographicSegments,
  rfmRules,
  rfmSegments,
  scoreTraits,
  segmentGrid,
  segmentTimelines,
  stageSegments,
  streamMemberships,
} from "clientele/segments";
import { describe, expect, test } from "vitest";
import { taggedCustomers, vip } from "../fixtures/tagged-customers.js";

const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
const [customer] = taggedCustomers(1) as [ReturnType<typeof taggedCustomers>[0]];
const data = {
  ids: ["a", "b", "c", "d"],
  numbers: { orders: [1, 2, 30, 31] },
  sources: { orders: { metric: { measure: "count", types: ["order.placed"] } } },
} as const;
const clusters = clusterCustomers(data, { k: 2, seed: 1 });
const value = { ids: ["a", "b", "c", "d"], values: Float64Array.of(1, 2, 3, 4) };
const scores = { ids: ["a"], recency: Uint8Array.of(1), frequency: Uint8Array.of(1), monetary: Uint8Array.of(1), bins: 2 };
const order = { id: "o", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 0 });
const ratings = ["a", "b"].flatMap((customerId) => [
  { customerId, offer: "us", ratings: { price: 3 } },
  { customerId, offer: "them", ratings: { price: 4 } },
]);
const answers = [{ customerId: "a", answers: { q: 3 } }];

async function batches(options: Parameters<typeof streamMemberships>[2]) {
  const all = [];
  for await (const batch of streamMemberships(set, taggedCustomers(3), options)) all.push(batch);
  return all;
}

const INVALID = /^invalid_(option|instant|duration|currency|time_zone)$/;

/** Each public function with valid options, an option that may be absent, and a wrong value for one. */
const functions: Record<
  string,
  { call: (options: never) => unknown; valid: object; optional?: string; wrong: [string, unknown] }
> = {
  defineSegments: {
    call: (options) => defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] }, options),
    valid: {},
    optional: "schema",
    wrong: ["schema", 3],
  },
  evaluateSegments: {
    call: (options) => evaluateSegments(set, customer, options),
    valid: { asOf: 0 },
    optional: "since",
    wrong: ["since", 1],
  },
  nextMembershipChangeAt: {
    call: (options) => nextMembershipChangeAt(set, customer, options),
    valid: { asOf: 0 },
    optional: "until",
    wrong: ["zone", "UTC"],
  },
  explainMembership: {
    call: (options) => explainMembership(set, "vip", customer, options),
    valid: { asOf: 0 },
    optional: "names",
    wrong: ["names", "tags"],
  },
  membershipChanges: {
    call: (options) => membershipChanges([], [], options),
    valid: {},
    optional: "explain",
    wrong: ["explain", { set, subject: () => customer }],
  },
  advanceSegments: {
    call: (options) => advanceSegments(set, null, customer, options),
    valid: { asOf: 0 },
    optional: "facts",
    wrong: ["facts", { interaction: ["order.placed"] }],
  },
  segmentTimelines: {
    call: (options) => segmentTimelines(set, customer, options),
    valid: { to: 0 },
    optional: "known",
    wrong: ["known", { until: 0, timelines: {} }],
  },
  evaluateSegmentPopulation: {
    call: (options) => evaluateSegmentPopulation(set, taggedCustomers(3), options),
    valid: { asOf: 0 },
    optional: "batchSize",
    wrong: ["onProgress", "yes"],
  },
  streamMemberships: { call: batches, valid: { asOf: 0 }, optional: "signal", wrong: ["batchSize", 0.5] },
  abcSegments: {
    call: (options) => abcSegments({ ids: ["a"], classes: ["A"] }, options),
    valid: {},
    optional: "asOf",
    wrong: ["zone", "UTC"],
  },
  rfmSegments: { call: (options) => rfmSegments(scores, options), valid: {}, optional: "table", wrong: ["table", "twelve"] },
  rfmRules: {
    call: rfmRules,
    valid: { thresholds: { recency: [90], frequency: [2], monetary: [100_00], unit: "day" }, currency: "CNY" },
    optional: "orders",
    wrong: ["currency", "yuan"],
  },
  demographicSegments: { call: demographicSegments, valid: { ages: [18], zone: "UTC" }, wrong: ["ages", [30, 18]] },
  psychographicSegments: { call: psychographicSegments, valid: {}, optional: "traits", wrong: ["interests", "hiking"] },
  behavioralSegments: { call: behavioralSegments, valid: {}, optional: "newFor", wrong: ["frequentOrders", 0] },
  clusterCustomers: {
    call: (options) => clusterCustomers(data, options),
    valid: { seed: 1 },
    optional: "k",
    wrong: ["scale", { orders: "cubic" }],
  },
  clusterToRule: {
    call: (options) => clusterToRule(clusters, "cluster-1", data, options),
    valid: {},
    optional: "maxConditions",
    wrong: ["maxCuts", 0],
  },
  compareTargets: {
    call: (options) => compareTargets(clusters.memberships, options),
    valid: { value, successRate: 0.1 },
    optional: "reachable",
    wrong: ["reachable", ["a"]],
  },
  discoverSegments: {
    call: (options) => discoverSegments(data, [0, 0, 1, 1], options),
    valid: {},
    optional: "minSize",
    wrong: ["direction", "up"],
  },
  profileSegment: {
    call: (options) => profileSegment([1, 1, 0, 0], data, options),
    valid: {},
    optional: "minCustomers",
    wrong: ["falseDiscoveryRate", 5],
  },
  scoreTraits: {
    call: (options) => scoreTraits(answers, [{ id: "t", items: ["q"], range: [1, 5] }], options),
    valid: {},
    optional: "minAnswered",
    wrong: ["minAnswered", 2],
  },
  segmentGrid: {
    call: (options) => segmentGrid(clusters.memberships, clusters.memberships, options),
    valid: {},
    optional: "value",
    wrong: ["value", [1, 2]],
  },
  stageSegments: { call: (options) => stageSegments(paths, options), valid: {}, optional: "asOf", wrong: ["zone", "UTC"] },
  marketPosition: {
    call: (options) => marketPosition(ratings, options),
    valid: { own: "us" },
    optional: "level",
    wrong: ["level", 95],
  },
};

describe.each(Object.entries(functions))("options of %s", (_name, { call, valid, optional, wrong }) => {
  const run = async (options: object): Promise<unknown> => await call(options as never);

  test("refuse an unknown name", async () => {
    await expect(run({ ...valid, unheardOf: 1 })).rejects.toMatchObject({ code: "invalid_option", path: "unheardOf" });
  });

  test("refuse a wrong value", async () => {
    await expect(run({ ...valid, [wrong[0]]: wrong[1] })).rejects.toMatchObject({
      code: expect.stringMatching(INVALID) as string,
      path: expect.stringMatching(`^${wrong[0]}`) as string,
    });
  });

  test("treat undefined as absent", async () => {
    const absent = await run(valid);
    expect(await run({ ...valid, unheardOf: undefined, ...(optional !== undefined && { [optional]: undefined }) })).toEqual(
      absent,
    );
  });

  test.skipIf(Object.keys(valid).length === 0)("refuse missing mandatory options", async () => {
    for (const name of Object.keys(valid))
      await expect(run({ ...valid, [name]: undefined })).rejects.toMatchObject({
        code: expect.stringMatching(INVALID) as string,
      });
  });
});

describe("unknown keys of a definition", () => {
  test.each<[string, unknown, string, string]>([
    ["a set", { id: "s", verison: 1, segments: [{ id: "vip", rule: vip }] }, "verison", "version"],
    ["a segment", { id: "s", segments: [{ id: "vip", rule: vip, lable: {} }] }, "segments[0].lable", "label"],
  ])("are refused in %s, with the nearest name", (_what, definition, path, near) => {
    expect(() => defineSegments(definition as Parameters<typeof defineSegments>[0])).toThrow(
      expect.objectContaining({
        code: "invalid_segments",
        details: { problems: [{ path, message: "This key is not known here.", hint: `Did you mean "${near}"?` }] },
      }),
    );
  });

  test("do not include keys that are undefined", () => {
    const definition = {
      id: "s",
      version: undefined,
      segments: [{ id: "vip", rule: vip, label: undefined, strategy: undefined }],
    };
    expect(defineSegments(definition).segments[0]?.label).toEqual({ en: "vip", zh: "vip" });
  });
});
