import { ClienteleError, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { nearestName } from "../../kernel/internal.js";
import type { Membership } from "../../models/index.js";
import { type ExplainedNode, explainRule, type RuleExplanation } from "../../rules/index.js";
import { preparedOf } from "../../rules/internal.js";
import { catalogOfSegments, compiledSegmentsOf } from "./define-segments.js";
import type { SegmentSet } from "./segment-set.js";
import { type SegmentSubject } from "./segment-subject.js";

/** Why somebody is in a segment, or is not. */
export interface MembershipExplanation {
  readonly segmentId: string;
  readonly member: boolean;
  /** What is and what was wanted, of every condition that decides: those that hold for a member, those that fail for another. */
  readonly reasons: Membership["reasons"];
  /** The answer, and the smallest change that would turn it. */
  readonly sentence: LocalizedText;
}

/** Options of {@link explainMembership}. */
export interface ExplainMembershipOptions {
  /** What had happened by then counts, nothing later. */
  readonly asOf: InstantInput;
  /** What people call paths, interactions and states. */
  readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
}

/**
 * Why a customer is in a segment, or why not, condition by condition, in English and Chinese, with the smallest change
 * that would turn the answer.
 *
 * @param segmentId - one of the set
 * @param options - `names`: what people call paths, interactions and states
 * @throws ClienteleError `undefined_segments`, `invalid_option` for a segment that is none, `invalid_instant`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * explainMembership(set, "vip", { id: "c1", attributes: {}, history: [] }, { asOf: 0 }).member // => false
 */
export function explainMembership(
  set: SegmentSet,
  segmentId: string,
  record: SegmentSubject,
  { asOf, names }: ExplainMembershipOptions,
): MembershipExplanation {
  const compiled = compiledSegmentsOf(set).find(({ segment }) => segment.id === segmentId);
  if (compiled === undefined) {
    const near = nearestName(
      segmentId,
      set.segments.map(({ id }) => id),
    );
    throw new ClienteleError(
      "invalid_option",
      `There is no segment ${JSON.stringify(segmentId)}.${near === undefined ? "" : ` Did you mean ${near}?`}`,
      {
        option: "segmentId",
        value: segmentId,
      },
    );
  }
  const subject = preparedOf(record);
  const explain = (locale: string): RuleExplanation =>
    explainRule(compiled.segment.rule, subject, { asOf, schema: catalogOfSegments(set), locale, names });
  const [en, zh] = [explain("en"), explain("zh")];
  const english = decidingLeaves(en.tree, en.holds);
  const chinese = decidingLeaves(zh.tree, zh.holds);
  return {
    segmentId,
    member: en.holds,
    reasons: english.map(({ sentence }, index) => ({ en: sentence, zh: chinese[index]!.sentence })),
    sentence: { en: en.sentence, zh: zh.sentence },
  };
}

/** The leaves whose answer goes the way of the whole, those under a "not" the other way. */
function decidingLeaves(node: ExplainedNode, wanted: boolean): ExplainedNode[] {
  if (node.parts === undefined) return node.holds === wanted ? [node] : [];
  return node.parts.flatMap((part) => decidingLeaves(part, node.kind === "not" ? !wanted : wanted));
}
