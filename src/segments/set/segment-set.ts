import type { LocalizedText } from "../../kernel/index.js";
import type { Strategy } from "../../lifecycle/index.js";
import type { CompiledRule, Rule } from "../../rules/index.js";

/** A named, versioned rule with what is wanted of those for whom it holds. */
export interface SegmentDefinition {
  /** Stable, for programs; names the timeline, `segment:<id>`. */
  readonly id: string;
  /** Whole, from 1; raise it with every change of the rule. 1 unless given. */
  readonly version?: number | undefined;
  /** For people; the identifier unless given. */
  readonly label?: LocalizedText | undefined;
  /** Who belongs, in a sentence. */
  readonly description?: LocalizedText | undefined;
  /** What is wanted of them. */
  readonly goal?: LocalizedText | undefined;
  readonly rule: Rule;
  /** How: goal and plays. */
  readonly strategy?: Strategy | undefined;
}

/** What `defineSegments` takes; plain JSON. */
export interface SegmentSetDefinition {
  readonly id: string;
  readonly version?: number | undefined;
  readonly segments: readonly SegmentDefinition[];
}

/** A segment with its defaults. */
export interface Segment extends SegmentDefinition {
  readonly version: number;
  readonly label: LocalizedText;
}

/** Segments that passed their checks, frozen; plain data. */
export interface SegmentSet {
  readonly id: string;
  readonly version: number;
  readonly segments: readonly Segment[];
}

/** A segment with its rule compiled. */
export interface CompiledSegment {
  readonly segment: Segment;
  readonly rule: CompiledRule;
}

/** The key of a segment's timeline, as rules read it: `segment:vip`. */
export function segmentKey(segment: { readonly id: string }): string {
  return `segment:${segment.id}`;
}
