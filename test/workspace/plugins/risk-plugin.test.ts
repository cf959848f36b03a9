import { readDocument } from "clientele/storage";
import {
  type ChurnPolicy,
  type ChurnRisk,
  churnRisk,
  type ChurnSignal,
  complaints,
  defineChurnPolicy,
  interactionsFalling,
  unreached,
  silence,
} from "clientele/churn";
import type { Interaction, InteractionInput, Subject } from "clientele/models";
import { prepareSubject } from "clientele/rules";
import { riskPlugin, type RiskState, WORKSPACE_KINDS } from "clientele/workspace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCustomer, NOW, policies } from "../../fixtures/churn-customers.js";
import { CONTEXT, DAY, openWorld, order, START, visit, type World } from "../world.js";

const KEY = "score:churn-band";
const rhythm = {
  kind: "purchase-rhythm",
  version: 1,
  zone: "UTC",
  mean: Math.log(20),
  within: 0.5,
  between: 0.3,
  degrees: 500,
} as const;

/** Signals that grow with silence, that end with a window, and that compare two windows. */
const policy = defineChurnPolicy({
  id: "shop",
  signals: [silence({ rhythm, points: 60 }), complaints({ points: 40 }), interactionsFalling({ points: 20 })],
});
const plugin = riskPlugin(policy);

const openShop = () => openWorld({ plugins: [plugin], clockTolerance: 500 * DAY });

function complaint(customerId: string, day: number): InteractionInput {
  return {
    id: `complaint:${customerId}:${day}`,
    customerId,
    type: "complaint.raised",
    at: new Date(START + day * DAY),
    properties: {},
  };
}

/** Evaluates the policy directly for a history. */
function asked(history: readonly InteractionInput[], at: number): ChurnRisk {
  const facts = [...history].sort((left, right) => Number(left.at) - Number(right.at) || (left.id < right.id ? -1 : 1));
  return churnRisk(policy, { id: "ada", attributes: {}, history: facts as Interaction[] }, { asOf: at });
}

async function factOf({ clientele }: World) {
  return (await clientele.view("ada"))?.plugins.find(({ id }) => id === "risk:shop")?.facts[0];
}

interface Stored {
  readonly timelines: Readonly<Record<string, readonly { readonly from: Date; readonly value: string }[]>>;
  readonly plugins: readonly { readonly state: RiskState; readonly nextCheckAt: number | null }[];
}

async function stateOf({ storage }: World): Promise<Stored> {
  const stored = await readDocument(storage, CONTEXT, WORKSPACE_KINDS.customerState, "ada");
  return stored!.value.value as Stored;
}

const changesOf = async ({ storage }: World) =>
  (await storage.outbox.page(CONTEXT, { limit: 100 })).items.filter(({ type }) => type === "score.changed");

describe("the view of the risk plugin", () => {
  test("shows score, band, since, until and reasons as of its own instant, also between two decisions", async () => {
    const world = openShop();
    const history = [order("ada", 0), order("ada", 20), complaint("ada", 60)];
    world.now = START + 90 * DAY;
    await world.clientele.track(history);
    const decided = (await stateOf(world)).plugins[0]!.state;
    expect(decided).toEqual({
      score: asked(history, world.now).score,
      band: "watch",
      confidence: asked(history, world.now).knownShare,
      signals: [
        { id: "complaints", contribution: 24 },
        { id: "silence", contribution: expect.any(Number) },
      ],
      nextAt: asked(history, world.now).nextCheckAt!.getTime(),
    });

    world.now += DAY;
    const risk = asked(history, world.now);
    expect(risk.score).toBeGreaterThan(decided.score!);
    expect(await factOf(world)).toEqual({
      key: "risk",
      label: { en: "Churn risk", zh: "流失风险" },
      value: risk.score,
      text: {
        en: `Watch, ${Math.floor(risk.score!)} of 100`,
        zh: `需关注，${Math.floor(risk.score!)} 分（满分 100）`,
      },
      since: (await stateOf(world)).timelines[KEY]!.at(-1)!.from,
      until: risk.nextCheckAt,
      reasons: risk.signals.filter(({ status }) => status === "raised").map(({ text }) => text),
      field: "score",
    });
    expect((await stateOf(world)).plugins[0]!.state).toEqual(decided);
  });

  test("shows a new customer as unknown", async () => {
    const world = openShop();
    await world.clientele.track(order("ada", 0));
    expect(await factOf(world)).toMatchObject({
      value: null,
      text: { en: "Unknown", zh: "未知" },
      since: new Date(START),
      reasons: [{ en: "Not enough data: only 0% of what the policy needs is known." }],
    });
    const { timelines, plugins } = await stateOf(world);
    expect(timelines[KEY]).toEqual([{ from: new Date(START), value: "unknown" }]);
    expect(plugins[0]!.state).toMatchObject({ score: null, band: "unknown", signals: [] });
  });

  test("shows a customer without interactions as unknown and writes no timeline", async () => {
    const world = openShop();
    const { customerId } = await world.clientele.identify({
      customerId: "ada",
      identities: [{ namespace: "email", value: "ada@example.com" }],
    });
    expect(customerId).toBe("ada");
    expect(await factOf(world)).toMatchObject({ value: null, since: null, until: null });
  });

  test("says so if no signal is raised", async () => {
    const world = openShop();
    await world.clientele.track([order("ada", -40), order("ada", 0)]);
    expect(await factOf(world)).toMatchObject({
      value: 0,
      text: { en: "Low, 0 of 100" },
      reasons: [{ en: "No churn signals." }],
    });
  });
});

describe("the risk plugin as time passes", () => {
  test("changes the band at the predicted instant, equal to a daily evaluation of the policy", async () => {
    const world = openShop();
    const history = [order("ada", 0), order("ada", 20), complaint("ada", 25)];
    world.now = START + 25 * DAY;
    await world.clientele.track(history);
    const bands = new Set<string>();
    for (let day = 26; day <= 160; day += 1) {
      world.now = START + day * DAY;
      await world.clientele.tick();
      const { timelines } = await stateOf(world);
      const { band } = asked(history, world.now);
      expect(timelines[KEY]!.at(-1)!.value).toBe(band);
      bands.add(band);
    }
    expect(bands.size).toBeGreaterThanOrEqual(3);
    const { timelines } = await stateOf(world);
    for (const { from, value } of timelines[KEY]!) {
      expect(asked(history, from.getTime()).band).toBe(value);
      expect(from.getTime() === START ? null : asked(history, from.getTime() - 1).band).not.toBe(value);
    }
  });

  test("is due at the exact millisecond and reports the band once", async () => {
    const world = openShop();
    world.now = START + 20 * DAY;
    await world.clientele.track([order("ada", -20), order("ada", 0), order("ada", 20)]);
    const due = (await stateOf(world)).plugins[0]!.nextCheckAt!;
    world.now = due - 1;
    expect(await world.clientele.tick()).toMatchObject({ decided: 0 });
    expect((await factOf(world))?.text.en).toMatch(/^Low/);
    const before = await changesOf(world);
    world.now = due;
    expect(await world.clientele.tick()).toMatchObject({ decided: 1 });
    expect(await world.clientele.tick()).toMatchObject({ decided: 0 });
    const announced = (await changesOf(world)).slice(before.length);
    expect(announced.map(({ payload }) => payload)).toMatchObject([
      { customerId: "ada", plugin: "risk:shop", score: KEY, from: "low", to: "watch", happenedAt: new Date(due) },
    ]);
  });
});

test("gives a second policy a plugin and a timeline of its own", async () => {
  const service = defineChurnPolicy({ id: "service", signals: [complaints({ points: 100 })] });
  const world = openWorld({ plugins: [plugin, riskPlugin(service, { timeline: "score:service-band" })] });
  await world.clientele.track([order("ada", -20), complaint("ada", 0)]);
  const { timelines } = await stateOf(world);
  expect(timelines[KEY]?.at(-1)?.value).toBe("low");
  expect(timelines["score:service-band"]?.at(-1)?.value).toBe("high");
});

test("finds a band that lay beyond the look-ahead once it comes closer", () => {
  const far = defineChurnPolicy({
    id: "far",
    signals: [
      unreached({
        points: 100,
        severity: [
          [4_000, 0],
          [5_000, 1],
        ],
      }),
    ],
  });
  const patient = riskPlugin(far);
  const call = { id: "k1", customerId: "ada", type: "call.logged", at: new Date(START), properties: {} };
  const subject = prepareSubject({ id: "ada", attributes: {}, history: [call] });
  const first = { state: null, timelines: {}, since: null, late: false, settled: null, model: null };
  const begun = patient.decide({ ...first, subject, asOf: START });
  expect(begun.nextCheckAt).toBeNull();
  const asOf = START + 4_600 * DAY;
  const { state, timelines } = begun;
  const gone = patient.decide({ subject, state, timelines, since: START, asOf, late: false, settled: START, model: null });
  expect(gone.timelines[KEY]?.map(({ value }) => value)).toEqual(["low", "watch", "high"]);
  expect(gone.timelines).toEqual(patient.decide({ ...first, subject, asOf }).timelines);
});

/** A policy that reads the profile. */
const knownFor: ChurnSignal = {
  ...unreached({
    points: 60,
    severity: [
      [0, 0],
      [100, 1],
    ],
  }),
  id: "known-for",
  source: { kind: "metric", metric: { measure: "knownFor" } },
};
const aging = defineChurnPolicy({ id: "aging", signals: [knownFor, complaints({ points: 30 })] });

describe("a decision from the start", () => {
  /** Probes a policy at every fact, and at every instant at which it says that time alone changes the band. */
  function probed(of: ChurnPolicy, { history, ...profile }: Subject, asOf: number) {
    const steps: { readonly from: Date; readonly value: string }[] = [];
    let next: number | null = null;
    const probe = (at: number): void => {
      const happened = history.filter((fact) => fact.at.getTime() <= at);
      const risk: ChurnRisk = churnRisk(of, { ...profile, history: happened }, { asOf: at });
      if (steps.at(-1)?.value !== risk.band) steps.push({ from: new Date(at), value: risk.band });
      next = risk.nextCheckAt?.getTime() ?? null;
    };
    const instants = [...new Set(history.map(({ at }) => at.getTime()))].filter((at) => at <= asOf);
    for (const event of [...instants, asOf + 1]) {
      while (next !== null && next < event) probe(next);
      if (event <= asOf) probe(event);
    }
    return steps;
  }

  test("equals a probe of the policy at every fact, also where the policy does not read it", () => {
    fc.assert(
      fc.property(anyCustomer, fc.constantFrom(...policies, policy), (customer, of) => {
        const whole = riskPlugin(of);
        const first = { state: null, timelines: {}, since: null, late: false, settled: null, model: null };
        const decided = whole.decide({ ...first, subject: prepareSubject(customer), asOf: NOW });
        const steps = probed(of, customer, NOW);
        expect(decided.timelines).toEqual(steps.length === 0 ? {} : { [KEY]: steps });
        const { score, band, knownShare, signals, nextCheckAt } = churnRisk(of, customer, { asOf: NOW });
        expect(decided.state).toEqual({
          score,
          band,
          confidence: knownShare,
          signals: signals.flatMap(({ id, contribution }) => (contribution > 0 ? [{ id, contribution }] : [])),
          nextAt: nextCheckAt?.getTime() ?? null,
        });
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  test("reads the profile as it was at every fact", () => {
    const steps = fc.array(fc.record({ day: fc.integer({ min: 1, max: 240 }), created: fc.integer({ min: -90, max: 240 }) }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(anyFacts, steps, (facts, edits) => {
        const history = [...facts].sort((left, right) => Number(left.at) - Number(right.at) || (left.id < right.id ? -1 : 1));
        const byDay = [...edits].sort((left, right) => left.day - right.day);
        const createdAt = (edit: number): Date | undefined =>
          byDay[edit] === undefined ? undefined : new Date(START + byDay[edit].created * DAY);
        const subject: Subject = {
          id: "ada",
          attributes: { createdAt: createdAt(byDay.length - 1) },
          history: history as Interaction[],
          changes: byDay.map(({ day }, edit) => ({
            customerId: "ada",
            path: ["createdAt"],
            before: createdAt(edit - 1),
            after: createdAt(edit),
            at: new Date(START + day * DAY),
            version: edit + 1,
          })),
        };
        const asOf = START + 250 * DAY;
        const first = { state: null, timelines: {}, since: null, late: false, settled: null, model: null };
        const decided = riskPlugin(aging).decide({ ...first, subject: prepareSubject(subject), asOf });
        expect(decided.timelines).toEqual({ [KEY]: probed(aging, subject, asOf) });
      }),
      { seed: 6, numRuns: 100 },
    );
  });
});

test("looks ahead again after a change of the profile that moves the next band", () => {
  const aged = riskPlugin(aging);
  const [first, second, edited] = [START + 10 * DAY, START + 21 * DAY, START + 20 * DAY];
  const [before, after] = [new Date(START), new Date(START - 20 * DAY)];
  const subject: Subject = { id: "ada", attributes: { createdAt: before }, history: [order("ada", 0) as Interaction] };
  const change = { customerId: "ada", path: ["createdAt"], before, after, at: new Date(edited), version: 2 };
  const moved: Subject = { ...subject, attributes: { createdAt: after }, changes: [change] };
  const anew = { state: null, timelines: {}, since: null, late: false, settled: null, model: null };
  const { state, timelines } = aged.decide({ ...anew, subject: prepareSubject(subject), asOf: first });
  const continued = { state, timelines, since: first, asOf: second, late: false, settled: first, model: null };
  const { nextCheckAt } = aged.decide({ ...continued, subject: prepareSubject(moved) });
  expect(nextCheckAt).toEqual(churnRisk(aging, moved, { asOf: second }).nextCheckAt);
  expect(nextCheckAt!.getTime()).toBeLessThan(state.nextAt!);
});

describe("the risk plugin after late facts", () => {
  test("corrects the past after a late complaint", async () => {
    const world = openShop();
    world.now = START + 30 * DAY;
    const orders = [order("ada", -20), order("ada", 0), order("ada", 20)];
    await world.clientele.track(orders);
    expect((await stateOf(world)).timelines[KEY]!.map(({ value }) => value)).toEqual(["unknown", "low"]);
    const late = [complaint("ada", 11), complaint("ada", 12), complaint("ada", 13)];
    await world.clientele.track(late);
    const { timelines } = await stateOf(world);
    expect(timelines[KEY]!.at(-1)).toEqual({ from: new Date(START + 12 * DAY), value: "watch" });
    expect(asked([...orders, ...late], START + 12 * DAY).band).toBe("watch");
    expect((await changesOf(world)).at(-1)?.payload).toMatchObject({
      from: "low",
      to: "watch",
      happenedAt: new Date(START + 12 * DAY),
    });
  });

  test("decides the same whether it continues or starts from scratch", () => {
    fc.assert(
      fc.property(anyFacts, fc.array(fc.integer({ min: 0, max: 520 }), { minLength: 1, maxLength: 4 }), (facts, halves) => {
        const history = [...facts].sort((left, right) => Number(left.at) - Number(right.at) || (left.id < right.id ? -1 : 1));
        const subject = prepareSubject({ id: "ada", attributes: {}, history: history as Interaction[] });
        const scratch = (asOf: number) =>
          plugin.decide({ subject, state: null, timelines: {}, since: null, asOf, late: false, settled: null, model: null });
        let since = START - DAY;
        let going = scratch(since);
        for (const half of [...halves].sort((left, right) => left - right)) {
          const asOf = START + (half * DAY) / 2;
          const { state, timelines } = going;
          going = plugin.decide({ subject, state, timelines, since, asOf, late: false, settled: since, model: null });
          const anew = scratch(asOf);
          expect({ ...going, messages: [] }).toEqual({ ...anew, messages: [] });
          since = asOf;
        }
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  test("leads to the same view and timeline for any order, portions and repetition of the same facts", async () => {
    const endOf = async (calls: readonly InteractionInput[][], days: readonly number[]) => {
      const world = openShop();
      for (const [index, call] of calls.entries()) {
        world.now = Math.max(world.now, START + days[index % days.length]! * DAY);
        await world.clientele.track(call);
        await world.clientele.tick();
      }
      world.now = START + 280 * DAY;
      await world.clientele.tick();
      const { customerId, plugins, nextCheckAt } = (await world.clientele.view("ada"))!;
      return { customerId, plugins, nextCheckAt, timelines: (await stateOf(world)).timelines };
    };
    await fc.assert(
      fc.asyncProperty(
        anyFacts.chain((facts) =>
          fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 })),
        ),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 260 }), { minLength: 1, maxLength: 4 }),
        async ([facts, shuffled], size, days) => {
          const calls: InteractionInput[][] = [];
          for (let at = 0; at < shuffled.length; at += size) calls.push(shuffled.slice(at, at + size));
          expect(await endOf(calls, days)).toEqual(await endOf([facts], [280]));
        },
      ),
      { seed: 11, numRuns: 25 },
    );
  });
});

const anyFacts = fc.uniqueArray(
  fc
    .record({ kind: fc.constantFrom(order, visit, complaint), day: fc.integer({ min: 0, max: 240 }) })
    .map(({ kind, day }) => kind("ada", day)),
  { selector: ({ id }) => id, minLength: 1, maxLength: 8 },
);
