import type { InstantInput, LocalizedText } from "../../kernel/index.js";
import {
  anInstant,
  anObject,
  mapOf,
  type OptionShape,
  requireOneOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import type { Membership } from "../../models/index.js";
import { explainRule, type RuleExplanation } from "../../rules/index.js";
import { decidingReasons, preparedOf } from "../../rules/internal.js";
import { compileOptionsOf, compiledSetOf } from "./define-segments.js";
import type { SegmentSet } from "./segment-set.js";
import type { SegmentSubject } from "./segment-subject.js";
import { withMemberships } from "./sibling-memberships.js";

/** Explanation of why a customer is or is not in a segment. */
export interface MembershipExplanation {
  readonly segmentId: string;
  readonly member: boolean;
  /** One sentence per deciding condition: those that hold for a member, those that fail for a non-member. */
  readonly reasons: Membership["reasons"];
  /** The answer, with the smallest change that would reverse it. */
  readonly sentence: LocalizedText;
}

/** Options of {@link explainMembership}. */
export interface ExplainMembershipOptions {
  /** Instant of the evaluation; later interactions do not count. */
  readonly asOf: InstantInput;
  /** Names of paths, interactions and states, for people. */
  readonly names?: Readonly<Record<string, LocalizedText>> | undefined;
}

const EXPLAIN_OPTIONS: OptionShape<ExplainMembershipOptions> = { asOf: anInstant, names: mapOf(anObject) };

/**
 * Explains why a customer is or is not in a segment, condition by condition, in English and Chinese, with the smallest change
 * that would reverse the answer.
 *
 * @param segmentId - identifier of a segment of the set
 * @throws ClienteleError `undefined_segments`, `invalid_option` for an unknown segment, `invalid_instant`
 * @example
 * const vip: Rule = { version: 1, kind: "attribute", path: "tags", test: { is: "has", value: "vip" } };
 * const set = defineSegments({ id: "s", segments: [{ id: "vip", rule: vip }] });
 * explainMembership(set, "vip", { id: "c1", attributes: {}, history: [] }, { asOf: 0 }).member // => false
 */
export function explainMembership(
  set: SegmentSet,
  segmentId: string,
  record: SegmentSubject,
  options: ExplainMembershipOptions,
): MembershipExplanation {
  const compiled = compiledSetOf(set);
  const { asOf, names } = requireOptions(options, EXPLAIN_OPTIONS);
  requireOneOf(
    "segmentId",
    segmentId,
    compiled.segments.map(({ segment }) => segment.id),
  );
  const { rule } = compiled.segments.find(({ segment }) => segment.id === segmentId)!.segment;
  const at = toMilliseconds(asOf!, "asOf");
  const subject = withMemberships(compiled, preparedOf(record), at);
  const explain = (locale: string): RuleExplanation =>
    explainRule(rule, subject, { ...compileOptionsOf(set), asOf: at, locale, names });
  const [en, zh] = [explain("en"), explain("zh")];
  return {
    segmentId,
    member: en.holds,
    reasons: decidingReasons(rule, subject, { ...compileOptionsOf(set), asOf: at, names }),
    sentence: { en: en.sentence, zh: zh.sentence },
  };
}
