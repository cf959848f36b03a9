export { type AbcClassColumns, abcSegments } from "./abc-segments.js";
export { boughtAttributes } from "./bought-attributes.js";
export { defineSegments, type SegmentsOptions } from "./define-segments.js";
export { evaluatePopulation, type PopulationOptions, streamMemberships } from "./evaluate-population.js";
export { evaluateSegments, nextMembershipChangeAt } from "./evaluate-segments.js";
export { type MembershipChange, membershipChanges } from "./membership-changes.js";
export { type MembershipColumn, type MembershipColumns, membersOf } from "./membership-columns.js";
export { overlap, type SegmentOverlap } from "./overlap.js";
export { rfmSegments, type RfmSegmentsOptions } from "./rfm-segments.js";
export { type Segment, type SegmentDefinition, segmentKey, type SegmentSet, type SegmentSetDefinition } from "./segment-set.js";
export type { SegmentSubject } from "./segment-subject.js";
export { segmentTimelines } from "./segment-timeline.js";
export {
  clusterCustomers,
  type ClusterOptions,
  type ClusterRule,
  clusterToRule,
  type CustomerCluster,
  type CustomerClusters,
} from "./cluster-customers.js";
export { compareTargets, type TargetComparison, type TargetOptions } from "./compare-targets.js";
export { type DiscoveredSegment, type DiscoverOptions, discoverSegments } from "./discover-segments.js";
export { type ColumnSource, type Condition, conditionsToRule, type PopulationColumns } from "./population-columns.js";
export { profileSegment, type ProfileTrait, type SegmentProfile } from "./profile-segment.js";
export { type GridCell, type SegmentGrid, segmentGrid, stageSegments } from "./segment-grid.js";
export { advanceSegments, type SegmentAdvance, type SegmentFacts, type SegmentSnapshot } from "./advance-segments.js";
export { explainMembership, type MembershipExplanation } from "./explain-membership.js";
export {
  behavioralSegments,
  type BehaviorOptions,
  demographicSegments,
  geographicSegments,
  psychographicSegments,
} from "./ready-segments.js";
export { type FrozenRfmThresholds, rfmRules, type RfmRulesOptions } from "./rfm-rules.js";
export { scoreTraits, type TraitAnswers, type TraitScale, type TraitScores } from "./score-traits.js";
export {
  type AttributePosition,
  type MarketPosition,
  marketPosition,
  type MarketPositionOptions,
  type OfferRating,
} from "./market-position.js";
