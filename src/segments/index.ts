/**
 * Segments: named, versioned rules that select customers, for one customer, a population or a database. The five main functions are
 * `defineSegments` (check a set of segments), `evaluateSegments` (one customer), `evaluateSegmentPopulation` (all customers),
 * `membershipChanges` (who entered and left) and `discoverSegments` (find groups with an unusual target). Start with the guide
 * "Segments: find the customers who …".
 *
 * @packageDocumentation
 */

// set: definition and evaluation of segments.
export {
  type AdvanceSegmentsOptions,
  advanceSegments,
  type SegmentAdvance,
  type SegmentFacts,
  type SegmentSnapshot,
} from "./set/advance-segments.js";
export { defineSegments, type SegmentsOptions } from "./set/define-segments.js";
export {
  evaluateSegmentPopulation,
  type SegmentPopulationOptions,
  streamMemberships,
} from "./set/evaluate-segment-population.js";
export {
  evaluateSegments,
  type EvaluateSegmentsOptions,
  nextMembershipChangeAt,
  type NextMembershipChangeOptions,
} from "./set/evaluate-segments.js";
export { explainMembership, type ExplainMembershipOptions, type MembershipExplanation } from "./set/explain-membership.js";
export { type MembershipChange, type MembershipChangesOptions, membershipChanges } from "./set/membership-changes.js";
export { type MembershipColumn, type MembershipColumns, membersOf } from "./set/membership-columns.js";
export type { Segment, SegmentDefinition, SegmentSet, SegmentSetDefinition } from "./set/segment-set.js";
export type { SegmentSubject } from "./set/segment-subject.js";
export { segmentRule } from "./set/segment-rule.js";
export { segmentTimelines, type SegmentTimelinesOptions } from "./set/segment-timeline.js";

// ready: ready-made segments, and scores as segments.
export { type AbcClassColumns, abcSegments, type AbcSegmentsOptions } from "./ready/abc-segments.js";
export { behavioralSegments, type BehaviorOptions } from "./ready/behavioral-segments.js";
export {
  type DemographicOptions,
  demographicSegments,
  geographicSegments,
  type PsychographicOptions,
  psychographicSegments,
} from "./ready/ready-segments.js";
export { type FrozenRfmThresholds, rfmRules, type RfmRulesOptions } from "./ready/rfm-rules.js";
export { rfmSegments, type RfmSegmentsOptions } from "./ready/rfm-segments.js";

// analysis: overlap, profiles, discovery, clusters, targets, traits and market position.
export { boughtAttributes } from "./analysis/bought-attributes.js";
export {
  clusterCustomers,
  type ClusterOptions,
  type CustomerCluster,
  type CustomerClusters,
} from "./analysis/cluster-customers.js";
export { type ClusterRule, type ClusterRuleOptions, clusterToRule } from "./analysis/cluster-to-rule.js";
export { compareTargets, type TargetComparison, type TargetOptions } from "./analysis/compare-targets.js";
export type { ColumnCondition, ColumnSource, CustomerColumns } from "./analysis/customer-columns.js";
export { type DiscoveredSegment, type DiscoverOptions, discoverSegments } from "./analysis/discover-segments.js";
export {
  type AttributePosition,
  type MarketPosition,
  marketPosition,
  type MarketPositionOptions,
  type OfferRating,
} from "./analysis/market-position.js";
export { overlap, type SegmentOverlap } from "./analysis/overlap.js";
export { type ProfileOptions, profileSegment, type ProfileTrait, type SegmentProfile } from "./analysis/profile-segment.js";
export { scoreTraits, type TraitAnswers, type TraitOptions, type TraitScale, type TraitScores } from "./analysis/score-traits.js";
export {
  type GridCell,
  type SegmentGrid,
  segmentGrid,
  type SegmentGridOptions,
  stageSegments,
  type StageSegmentsOptions,
} from "./analysis/segment-grid.js";

export type { SegmentErrors } from "./errors.js";
