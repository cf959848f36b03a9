import type { LocalizedText } from "../../kernel/index.js";
import type { Strategy } from "../../lifecycle/index.js";
import type { CompiledRule, Rule } from "../../rules/index.js";

/** Named, versioned rule that selects customers, with what the segment is meant to achieve. */
export interface SegmentDefinition {
  /** Stable identifier, for programs; names the timeline `segment:<id>`. */
  readonly id: string;
  /** Integer of at least 1; raise it with every change of the rule. Defaults to 1. */
  readonly version?: number | undefined;
  /** Name for people. Defaults to the identifier. */
  readonly label?: LocalizedText | undefined;
  /** Sentence that describes the members. */
  readonly description?: LocalizedText | undefined;
  /** What is wanted of the members. */
  readonly goal?: LocalizedText | undefined;
  readonly rule: Rule;
  /** Plays that serve the goal. */
  readonly strategy?: Strategy | undefined;
}

/** Definition of a set of segments, as `defineSegments` takes it: plain JSON. */
export interface SegmentSetDefinition {
  readonly id: string;
  readonly version?: number | undefined;
  readonly segments: readonly SegmentDefinition[];
}

/** Segment with its defaults filled in. */
export interface Segment extends SegmentDefinition {
  readonly version: number;
  readonly label: LocalizedText;
}

/** Checked and frozen set of segments; plain data. */
export interface SegmentSet {
  readonly id: string;
  readonly version: number;
  readonly segments: readonly Segment[];
}

/** Segment with its rule compiled. */
export interface CompiledSegment {
  readonly segment: Segment;
  readonly rule: CompiledRule;
  /** Positions of the other segments of the set that the rule reads. */
  readonly reads: readonly number[];
  /** Whether another segment reads this one. */
  readonly isRead: boolean;
  /** Whether the rule, or one that it reads, asks for the past of another membership, which begins with the first fact of all. */
  readonly asksForPast: boolean;
  /** Whether another segment asks how long this membership has held, or for a recent change of it. */
  readonly needsPast: boolean;
}

/** Compiled segments of a set. */
export interface CompiledSet {
  /** In the order of the set. */
  readonly segments: readonly CompiledSegment[];
  /** Positions such that each segment comes after those that it reads. */
  readonly order: readonly number[];
  /** End of the shortest calendar of the set, in epoch milliseconds; infinite without business time. */
  readonly horizon: number;
  /** Whether a segment reads another one. */
  readonly readsItself: boolean;
}

/** Returns the key of a segment's timeline, as rules read it: `segment:vip`. */
export function segmentKey(segment: { readonly id: string }): string {
  return `segment:${segment.id}`;
}
