import { isClienteleError } from "clientele/kernel";
import { defineLifecycle, type Lifecycle, type LifecycleDefinition } from "clientele/lifecycle";
import type { Interaction, ProfileChange, Subject } from "clientele/models";
import { evaluateRule, type Expression, type Rule, standardCatalog } from "clientele/rules";
import fc from "fast-check";

/** Everything happens on whole hours, so that walking hour by hour misses nothing. */
export const HOUR = 3_600_000;
export const LAST_HOUR = 240;

const hours = (least: number, most: number) => fc.integer({ min: least, max: most }).map((count) => ({ hours: count }));
const type = fc.constantFrom("order.placed", "page.viewed", "ticket.opened");

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.record({
    kind: fc.constant("metric" as const),
    metric: fc.record({
      measure: fc.constant("count" as const),
      types: type.map((one) => [one]),
      window: hours(1, 60).map((duration) => ({ kind: "last" as const, duration })),
    }),
    test: fc.record({
      is: fc.constantFrom("atLeast" as const, "lessThan" as const, "equals" as const),
      value: fc.integer({ min: 0, max: 3 }),
    }),
  }),
  fc.record({
    kind: fc.constant("metric" as const),
    metric: fc.record({
      measure: fc.constantFrom("timeSinceLast" as const, "timeSinceFirst" as const),
      types: type.map((one) => [one]),
    }),
    test: fc.record({ is: fc.constantFrom("atLeast" as const, "lessThan" as const), value: hours(1, 80) }),
  }),
  fc.constantFrom("a", "b").map((value): Expression => ({ kind: "attribute", path: "tags", test: { is: "has", value } })),
  fc.record({
    kind: fc.constant("absence" as const),
    first: type.map((one) => ({ types: [one] })),
    missing: type.map((one) => ({ types: [one] })),
    within: hours(1, 30),
  }),
  fc.constantFrom("x", "y").map((value): Expression => ({ kind: "state", key: "segment:s", test: { is: "equals", value } })),
);

/** Rules whose answers change at whole hours. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .oneof(
    leaf,
    leaf.map((of): Expression => ({ kind: "not", of })),
    fc
      .tuple(fc.constantFrom("all" as const, "any" as const), fc.array(leaf, { minLength: 2, maxLength: 3 }))
      .map(([kind, of]) => ({ kind, of })),
  )
  .map((expression) => ({ version: 1 as const, ...expression }));

const names = ["s0", "s1", "s2", "s3"] as const;
type Name = (typeof names)[number];

const transition = fc
  .record({
    from: fc.oneof(fc.constantFrom(...names), fc.subarray([...names], { minLength: 1 }), fc.constant("*" as const)),
    to: fc.constantFrom(...names),
    priority: fc.integer({ min: 0, max: 2 }),
    on: fc.option(fc.oneof(type, fc.subarray(["order.placed", "page.viewed"], { minLength: 1 })), { nil: undefined }),
    when: fc.option(anyRule, { nil: undefined }),
    after: fc.option(hours(1, 50), { nil: undefined }),
  })
  .filter(({ on, when, after }) => on !== undefined || when !== undefined || after !== undefined)
  .map(({ on, when, after, ...rest }) => ({ ...rest, ...(on && { on }), ...(when && { when }), ...(after && { after }) }));

/** Small lifecycles of every kind of transition, among them some that go round in circles. */
export const anyLifecycle: fc.Arbitrary<Lifecycle<Name>> = fc
  .array(transition, { minLength: 1, maxLength: 7 })
  .map((transitions) => {
    const definition: LifecycleDefinition<Name> = {
      id: "random",
      initial: "s0",
      states: { s0: { rank: 0 }, s1: { rank: 1 }, s2: {}, s3: { rank: 2 } },
      transitions,
    };
    return defineLifecycle(definition);
  });

const interaction = fc.record({ hour: fc.integer({ min: 0, max: LAST_HOUR }), type });

/** Histories with several interactions at one instant, a profile and a timeline that change. */
export const anySubject: fc.Arbitrary<Subject> = fc
  .record({
    interactions: fc.array(interaction, { maxLength: 12 }),
    tags: fc.array(fc.record({ hour: fc.integer({ min: 1, max: LAST_HOUR }), tags: fc.subarray(["a", "b"]) }), { maxLength: 3 }),
    segment: fc.array(fc.record({ hour: fc.integer({ min: 0, max: LAST_HOUR }), value: fc.constantFrom("x", "y", null) }), {
      maxLength: 3,
    }),
    created: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
  })
  .map(({ interactions, tags, segment, created }) => subjectWith(interactions, tags, segment, created));

function subjectWith(
  interactions: readonly { hour: number; type: string }[],
  tags: readonly { hour: number; tags: readonly string[] }[],
  segment: readonly { hour: number; value: string | null }[],
  created: number | undefined,
): Subject {
  const history = interactions
    .map(
      ({ hour, type }, index): Interaction => ({
        id: `i${String(index).padStart(2, "0")}`,
        customerId: "c1",
        type,
        at: new Date(hour * HOUR),
        properties: {},
      }),
    )
    .sort((left, right) => left.at.getTime() - right.at.getTime() || (left.id < right.id ? -1 : 1));
  const ordered = [...tags].sort((left, right) => left.hour - right.hour);
  const changes = ordered.map(
    ({ hour, tags: after }, index): ProfileChange => ({
      path: ["tags"],
      before: index === 0 ? [] : ordered[index - 1]!.tags,
      after,
      at: new Date(hour * HOUR),
      version: index + 1,
      customerId: "c1",
    }),
  );
  const steps = [...new Map(segment.map((step) => [step.hour, step])).values()].sort((left, right) => left.hour - right.hour);
  return {
    id: "c1",
    attributes: { tags: ordered.at(-1)?.tags ?? [], ...(created !== undefined && { createdAt: new Date(created * HOUR) }) },
    history,
    changes,
    timelines: { "segment:s": steps.map(({ hour, value }) => ({ from: new Date(hour * HOUR), value })) },
  };
}

/** One step as the oracle sees it. */
export type OracleStep = readonly [at: number, from: string, to: string, transition: string, interactionId: string | undefined];

/**
 * Walks hour by hour and asks every question anew of a subject cut off at that moment: slow, and hard to get wrong.
 * `"cycle"` where transitions at one instant have no end.
 */
export function walk(lifecycle: Lifecycle, subject: Subject, to: number): OracleStep[] | "cycle" {
  const created = subject.attributes.createdAt as Date | undefined;
  const starts = [created, subject.history[0]?.at].filter((instant) => instant !== undefined).map(Number);
  if (starts.length === 0) return [];
  const start = Math.min(...starts);
  const path: OracleStep[] = [];
  let stage = lifecycle.initial;
  let entered = start;
  const holds = (rule: Rule | undefined, at: number, prefix: number): boolean =>
    rule === undefined ||
    evaluateRule(rule, { ...subject, history: subject.history.slice(0, prefix) }, { asOf: at, schema: standardCatalog });
  const waysOut = (timed: boolean) =>
    lifecycle.transitions
      .filter(
        ({ from, to: target, on }) =>
          (on === undefined) === timed && (from === "*" ? stage !== target : [from].flat().includes(stage)),
      )
      .sort((left, right) => (right.priority ?? 0) - (left.priority ?? 0));
  const passed = (after: { hours?: number } | undefined, at: number): boolean => at >= entered + (after?.hours ?? 0) * HOUR;
  const take = (way: Lifecycle["transitions"][number], at: number, id?: string): void => {
    path.push([at, stage, way.to, way.id, id]);
    stage = way.to;
    entered = at;
  };
  for (let at = start; at <= to; at += HOUR) {
    subject.history.forEach((interaction, index) => {
      if (interaction.at.getTime() !== at) return;
      const way = waysOut(false).find(
        ({ on, when, after }) => [on].flat().includes(interaction.type) && passed(after, at) && holds(when, at, index + 1),
      );
      if (way !== undefined) take(way, at, interaction.id);
    });
    const seen = subject.history.filter((interaction) => interaction.at.getTime() <= at).length;
    for (let count = 0; ; count++) {
      const way = waysOut(true).find(({ when, after }) => passed(after, at) && holds(when, at, seen));
      if (way === undefined) break;
      if (count === 16) return "cycle";
      take(way, at);
    }
  }
  return path;
}

/** What a computation gives, or the code of the error that it ends in. */
export function outcome<Value>(compute: () => Value): Value | string {
  try {
    return compute();
  } catch (error) {
    if (isClienteleError(error)) return error.code;
    throw error;
  }
}
