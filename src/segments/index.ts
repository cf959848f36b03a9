export { type AbcClassColumns, abcSegments } from "./ready/abc-segments.js";
export { boughtAttributes } from "./analysis/bought-attributes.js";
export { defineSegments, type SegmentsOptions } from "./set/define-segments.js";
export { evaluatePopulation, type PopulationOptions, streamMemberships } from "./set/evaluate-population.js";
export { evaluateSegments, nextMembershipChangeAt } from "./set/evaluate-segments.js";
export { type MembershipChange, membershipChanges } from "./set/membership-changes.js";
export { type MembershipColumn, type MembershipColumns, membersOf } from "./set/membership-columns.js";
export { overlap, type SegmentOverlap } from "./analysis/overlap.js";
export { rfmSegments, type RfmSegmentsOptions } from "./ready/rfm-segments.js";
export { type Segment, type SegmentDefinition, type SegmentSet, type SegmentSetDefinition } from "./set/segment-set.js";
export type { SegmentSubject } from "./set/segment-subject.js";
export { segmentTimelines } from "./set/segment-timeline.js";
export {
  clusterCustomers,
  type ClusterOptions,
  type ClusterRule,
  clusterToRule,
  type CustomerCluster,
  type CustomerClusters,
} from "./analysis/cluster-customers.js";
export { compareTargets, type TargetComparison, type TargetOptions } from "./analysis/compare-targets.js";
export { type DiscoveredSegment, type DiscoverOptions, discoverSegments } from "./analysis/discover-segments.js";
export { type ColumnSource, type Condition, type PopulationColumns } from "./analysis/population-columns.js";
export { profileSegment, type ProfileTrait, type SegmentProfile } from "./analysis/profile-segment.js";
export { type GridCell, type SegmentGrid, segmentGrid, stageSegments } from "./analysis/segment-grid.js";
export { advanceSegments, type SegmentAdvance, type SegmentFacts, type SegmentSnapshot } from "./set/advance-segments.js";
export { explainMembership, type MembershipExplanation } from "./set/explain-membership.js";
export {
  behavioralSegments,
  type BehaviorOptions,
  demographicSegments,
  geographicSegments,
  psychographicSegments,
} from "./ready/ready-segments.js";
export { type FrozenRfmThresholds, rfmRules, type RfmRulesOptions } from "./ready/rfm-rules.js";
export { scoreTraits, type TraitAnswers, type TraitScale, type TraitScores } from "./analysis/score-traits.js";
export {
  type AttributePosition,
  type MarketPosition,
  marketPosition,
  type MarketPositionOptions,
  type OfferRating,
} from "./analysis/market-position.js";
export type { SegmentErrors } from "./errors.js";
