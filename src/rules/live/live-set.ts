import type { Interaction } from "../../models/index.js";
import type { Seen } from "../language/value-reading.js";
import type { EvaluateFigure } from "./live-figure.js";
import type { TotalKind } from "./stream-base.js";
import type { StreamView, UNKNOWN } from "./stream-view.js";
import type { ValueColumn } from "./value-column.js";
import type { EdgeKind } from "./window-edge.js";

/** A value column with the function that reads it. */
export interface ReadColumn extends ValueColumn {
  readonly read: (fact: Interaction) => Seen;
}

/** The tests of one figure, at their place among the truths of a customer. */
export interface PlacedFigure {
  readonly evaluate: EvaluateFigure;
  /** Word of the truths, and the first bit in it. */
  readonly word: number;
  readonly shift: number;
  /** Bits of the figure, from 0 on. */
  readonly bits: number;
}

/** Figures that are evaluated together: those of one stream of facts, or of the profile. */
export interface Source {
  /** Text that two equal sources share, and its hash, which stored state bears. */
  readonly key: string;
  readonly fingerprint: string;
  readonly index: number;
  /** Interaction types and families that it reads; none for the profile. */
  readonly types: readonly string[];
  /** Whether a fact of its types belongs to it. */
  readonly accepts: (fact: Interaction, at: number) => boolean;
  readonly figures: PlacedFigure[];
  readonly columns: ReadColumn[];
  readonly totals: { readonly kind: TotalKind; readonly column: ValueColumn | undefined }[];
  readonly edges: EdgeKind[];
  /** Kind of a fact → whether it belongs to the stream. */
  readonly members: boolean[];
  /** Whether a change of the profile can change a figure. */
  readsAttributes: boolean;
  /** Number of the latest facts that stay in the log. */
  keep: number;
  /** Longest time for which a fact matters to a figure. */
  span: number;
}

/** What facts of the same streams have in common. */
export interface FactKind {
  readonly index: number;
  /** Indexes of its sources. */
  readonly sources: readonly number[];
  readonly columns: readonly ReadColumn[];
}

/** A rule over the truths of its leaves. */
export interface PlacedRule {
  readonly id: string;
  readonly holds: (truths: readonly number[]) => boolean;
}

/** A figure that can be asked for by its name. */
export interface NamedFigure {
  readonly id: string;
  readonly source: Source;
  readonly value: (view: StreamView) => Seen | typeof UNKNOWN;
  readonly isElapsed: boolean;
}

/** A rule, or a figure, that stored state does not answer. */
export interface HistoryNeed {
  /** `rules` or `figures`, its identifier, and the place of the part in it (`rules.vip.of[1]`). */
  readonly path: string;
  /** The rule or the figure. */
  readonly id: string;
  /** The part of the language that needs the history (`sequence`, `window within`). */
  readonly operator: string;
}

/** A set of rules and figures, compiled for stored state. */
export interface LiveRules {
  readonly id: string;
  /** Identifiers of the rules that it answers, in the order of their definition. */
  readonly rules: readonly string[];
  /** Names of the figures that it answers. */
  readonly figures: readonly string[];
  /** Rules and figures that it does not answer: evaluate them on the history. */
  readonly needsHistory: readonly HistoryNeed[];
  /** Fingerprint of all streams, with the properties and totals that they keep: equal ones read each other's states. */
  readonly fingerprint: string;
  /** Fingerprints of the streams of facts that it keeps state about. */
  readonly fingerprints: readonly string[];
  /** Whether a fact of a type can change an answer. */
  readonly reads: (type: string) => boolean;
  readonly [COMPILED]: CompiledSet;
}

/** Key of the compiled parts of a set; a symbol is not part of plain data. */
export const COMPILED: unique symbol = Symbol("compiled live rules");

/** The compiled parts of a set. Kinds are added as facts of new kinds come in; they are a cache of no meaning. */
export interface CompiledSet {
  readonly sources: readonly Source[];
  /** Number of words of the truths of all leaves, and of the memberships. */
  readonly truthWords: number;
  readonly memberWords: number;
  readonly rules: readonly PlacedRule[];
  /** Leaf (word × 30 + bit) → indexes of the rules that read it. */
  readonly readers: readonly (readonly number[])[];
  readonly figures: readonly NamedFigure[];
  readonly columns: readonly ReadColumn[];
  readonly kinds: FactKind[];
  /** Number of values of each kind. */
  readonly places: number[];
  readonly view: StreamView;
  /** Rules to be answered at the present event, and whether each is among them; empty between events. */
  readonly asked: number[];
  readonly isAsked: Uint8Array;
  /** Returns the kind of a fact; `undefined` if no rule reads it. */
  readonly kindOf: (fact: Interaction, at: number) => FactKind | undefined;
  /** Returns the kind of the facts of some sources, by their indexes in ascending order. */
  readonly kindOfSources: (indexes: readonly number[]) => FactKind;
  /** Number of facts in the log from which the oldest are folded into the base, and how many at least stay. */
  readonly logLimit: number;
}

/** Bits of a word of truths: small integers on every engine. */
export const WORD = 30;
