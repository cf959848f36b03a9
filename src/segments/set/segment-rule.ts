import { ClienteleError } from "../../kernel/index.js";
import { requireOneOf } from "../../kernel/internal.js";
import { compileRule, type Expression, prepareSubject, type Rule } from "../../rules/index.js";
import { currentRule } from "../../rules/internal.js";
import { compileOptionsOf, compiledSetOf } from "./define-segments.js";
import { segmentKey, type SegmentSet } from "./segment-set.js";

/**
 * Returns the rule of a segment with the conditions of the other segments of the set in the place of its questions about them.
 * It needs no timelines of the set, so that `ruleToSql` selects exactly the members.
 *
 * @param segmentId - identifier of a segment of the set
 * @throws ClienteleError `unsupported_segment_rule` where it asks how long a customer has been in another segment of the set, or for
 * a recent change; `undefined_segments`; `invalid_option` for an unknown segment
 * @example
 * const vip: Rule = { version: 2, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const ordinary: Rule = { version: 2, kind: "state", key: "segment:vip", test: { is: "equals", value: false } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }, { id: "ordinary", rule: ordinary }] });
 * segmentRule(set, "ordinary") // => { version: 2, kind: "not", of: { kind: "attribute", path: "tags", test: { is: "has", value: "vip" } } }
 */
export function segmentRule(set: SegmentSet, segmentId: string): Rule {
  const { segments } = compiledSetOf(set);
  const ids = segments.map(({ segment }) => segment.id);
  requireOneOf("segmentId", segmentId, ids);
  const options = compileOptionsOf(set);
  const byKey = new Map(segments.map(({ segment }) => [segmentKey(segment), segment.rule]));
  const inlined = (node: Expression): Expression => {
    switch (node.kind) {
      case "all":
      case "any":
      case "atLeast":
        return { ...node, of: node.of.map(inlined) };
      case "not":
        return { ...node, of: inlined(node.of) };
      case "state": {
        const rule = byKey.get(node.key);
        if (rule === undefined) return node;
        if ((node.for ?? node.began ?? node.ended) !== undefined) throw unsupported(segmentId, node.key);
        const { matches } = compileRule({ version: 2, ...node }, options);
        const whether = (value: boolean): boolean =>
          matches(
            prepareSubject({ id: "", attributes: {}, history: [], timelines: { [node.key]: [{ from: new Date(0), value }] } }),
            0,
          );
        return chosen(plain(rule), whether(true), whether(false));
      }
      default:
        return node;
    }
  };
  const plain = (rule: Rule): Expression => {
    const { version: _, ...node } = currentRule(rule) as Rule;
    return inlined(node);
  };
  return { version: 2, ...plain(byKey.get(segmentKey({ id: segmentId }))!) };
}

/** Returns what holds for members, for others, for all or for nobody. */
function chosen(member: Expression, forMembers: boolean, forOthers: boolean): Expression {
  const other: Expression = { kind: "not", of: member };
  if (forMembers === forOthers) return { kind: forMembers ? "any" : "all", of: [member, other] };
  return forMembers ? member : other;
}

function unsupported(segment: string, reads: string): ClienteleError<"unsupported_segment_rule"> {
  return new ClienteleError(
    "unsupported_segment_rule",
    `The segment ${JSON.stringify(segment)} asks for the past of ${JSON.stringify(reads)}, which no single rule can say. Record the timelines of the set, and read them from another set.`,
    { segment, reads },
  );
}
