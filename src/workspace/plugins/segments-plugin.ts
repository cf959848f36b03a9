import type { LocalizedText } from "../../kernel/index.js";
import { anObject, LOOK_AHEAD, mapOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { TimelineStep } from "../../models/index.js";
import type { CatalogSource } from "../../rules/index.js";
import { explainMembership, type Segment, type SegmentSet, segmentTimelines } from "../../segments/index.js";
import { compiledSetOf, nextCheckOf, nextMembershipCheck, segmentKey } from "../../segments/internal.js";
import type { PluginMessage, ViewFact, WorkspacePlugin } from "./workspace-plugin.js";
import { settingsOf } from "./plugin-settings.js";
import { stepsUntil } from "./step-timelines.js";

/** State that {@link segmentsPlugin} keeps about a customer. */
export interface SegmentsState {
  /** Segments of the customer, in the order of the set. */
  readonly members: readonly string[];
}

/** Options of {@link segmentsPlugin}. */
export interface SegmentsPluginOptions {
  /** Schema that the set was defined with. */
  readonly schema: CatalogSource;
  /** Names of paths, interactions and states for people, used in the reasons of a view. */
  readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
}

const SEGMENTS_OPTIONS: OptionShape<SegmentsPluginOptions> = {
  schema: { ...anObject, expected: "a schema, or its catalog" },
  names: mapOf(anObject),
};

/** Plugin of a set of segments. */
export interface SegmentsPlugin
  extends WorkspacePlugin<SegmentsState, unknown, unknown, `segments:${string}`, ViewFact<`segment:${string}`, true>> {
  readonly writes: readonly `segment:${string}`[];
}

/**
 * Returns a set of segments as a plugin. It writes the timelines `segment:<id>`, sends `segment.entered` and `segment.left` with
 * the exact instant, and is due when time alone changes a membership. Segments of the set may read each other.
 *
 * @param set - from `defineSegments`; raise its version when a rule changes
 * @throws ClienteleError `invalid_option`, `undefined_segments`
 * @example
 * import { type Rule, standardCatalog } from "clientele/rules";
 * import { defineSegments } from "clientele/segments";
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "shop", segments: [{ id: "vip", rule: vip }] });
 * segmentsPlugin(set, { schema: standardCatalog }).writes // => ["segment:vip"]
 */
export function segmentsPlugin(set: SegmentSet, options: SegmentsPluginOptions): SegmentsPlugin {
  const { names } = requireOptions(options, SEGMENTS_OPTIONS, { mandatory: ["schema"] });
  const compiled = compiledSetOf(set);
  const writes = set.segments.map(keyOf);
  const reads = new Set(compiled.segments.flatMap(({ rule }) => rule.reads.states));
  // Segments of the set read each other as they are decided here.
  for (const key of writes) reads.delete(key);
  return {
    id: `segments:${set.id}`,
    version: set.version,
    settings: settingsOf(set),
    label: { en: "Segments", zh: "客户细分" },
    reads: [...reads],
    writes,
    inventory: [{ path: "members", label: { en: "Segments", zh: "所属细分" }, sensitivity: "personal", origin: "derived" }],
    decide({ subject, timelines: before, since, settled, asOf }) {
      const known = settled === null ? undefined : { to: settled, timelines: stepsUntil(before, settled) };
      const timelines = segmentTimelines(set, subject, { to: asOf, known });
      const next = nextMembershipCheck(compiled, subject, asOf, asOf + LOOK_AHEAD, timelines);
      const isMember = ({ id }: Segment) => timelines[keyOf({ id })]?.at(-1)?.value === true;
      return {
        state: { members: set.segments.filter(isMember).map(({ id }) => id) },
        timelines,
        messages: set.segments.flatMap((segment) => {
          const key = keyOf(segment);
          return messagesOf(segment, subject.id, before[key]?.at(-1)?.value === true, timelines[key] ?? [], since);
        }),
        nextCheckAt: next === null ? null : new Date(next),
      };
    },
    view({ subject, state, timelines, asOf }) {
      return set.segments.flatMap((segment, position): ViewFact<`segment:${string}`, true>[] => {
        if (!state.members.includes(segment.id)) return [];
        const key = keyOf(segment);
        const until = nextCheckOf(compiled, position, subject, asOf, asOf + LOOK_AHEAD);
        return [
          {
            key,
            label: segment.label,
            value: true,
            text: segment.description ?? segment.label,
            since: timelines[key]?.at(-1)?.from ?? null,
            until: until === null ? null : new Date(until),
            reasons: explainMembership(set, segment.id, subject, { asOf, names }).reasons,
            advice: segment.goal,
            field: "members",
          },
        ];
      });
    },
  };
}

function keyOf(segment: Pick<Segment, "id">): `segment:${string}` {
  return segmentKey(segment) as `segment:${string}`;
}

/** Returns every entry and exit since the last decision, and those that late facts changed; at first, only the current segments. */
function messagesOf(
  { id }: Segment,
  customerId: string,
  wasMember: boolean,
  steps: readonly TimelineStep[],
  since: number | null,
): PluginMessage[] {
  const settled = since === null ? steps.length - 1 : steps.findLastIndex(({ from }) => from.getTime() <= since);
  const messages: PluginMessage[] = [];
  let member = wasMember;
  for (const { from, value } of steps.slice(Math.max(settled, 0))) {
    if ((value === true) === member) continue;
    member = value === true;
    const type = member ? "segment.entered" : "segment.left";
    messages.push({ id: `${type}:${id}:${customerId}:${from.getTime()}`, type, payload: { segment: id, happenedAt: from } });
  }
  return messages;
}
