import type { Interaction } from "../../models/index.js";
import { anchorOf } from "../language/current-version.js";
import type { AbsenceExpression, LaterStep, SequenceExpression } from "../language/expression.js";
import { typeMatcher } from "../language/interaction-types.js";
import type { RuleFields } from "../language/rule-fields.js";
import { exactMilliseconds, isBusinessDuration } from "../language/span.js";
import { factCondition } from "./fact-reading.js";
import type { MeasuredFigure } from "./live-figure.js";
import type { Source } from "./live-set.js";
import { fixedWindow, movingWindow } from "./live-window.js";
import { absenceTotal, anySequenceTotal, lastSequenceTotal } from "./sequence-totals.js";
import type { TotalKind } from "./stream-base.js";
import { type StreamView, UNKNOWN, valueAt } from "./stream-view.js";
import type { ValueColumn } from "./value-column.js";
import { unsupported } from "./unsupported.js";

/** A sequence, or the absence of a step. */
export type StepsExpression = SequenceExpression | AbsenceExpression;

/** Returns the bits of the steps that a fact is, the first one being bit 0. */
export function stepsOfFact(leaf: StepsExpression, fields: RuleFields): (fact: Interaction) => number {
  requireSupported(leaf);
  const fixed = fixedWindow(leaf.window);
  const steps = stepsOf(leaf).map((step, index) => {
    const isOfType = typeMatcher(step.types);
    const holds = step.where === undefined ? undefined : factCondition(step.where, step.types, fields);
    return (fact: Interaction): boolean => {
      const at = fact.at.getTime();
      // A window bounds the first step only.
      if (index === 0 && fixed !== undefined && (at < fixed.from || at >= fixed.to)) return false;
      return isOfType(fact.type) && (holds === undefined || holds(fact));
    };
  });
  return (fact) => steps.reduce((bits, isStep, index) => (isStep(fact) ? bits | (1 << index) : bits), 0);
}

/** Returns the steps of a sequence, or the two of an absence. */
export function stepsOf(leaf: StepsExpression): readonly LaterStep[] {
  return leaf.kind === "sequence" ? leaf.steps : [leaf.first, leaf.missing];
}

const MAX_STEPS = 30;

function requireSupported(leaf: StepsExpression): void {
  const { kind, window, within } = leaf;
  if (leaf.same !== undefined) unsupported(`${kind} with the same property`);
  if (stepsOf(leaf).some((step) => step.atOrAfter === true)) unsupported(`${kind} at or after`);
  if (within !== undefined && isBusinessDuration(within)) unsupported("business time");
  if (kind === "absence" && anchorOf(leaf) === "any") unsupported("absence from any first step");
  if (window?.kind === "ago" || stepsOf(leaf).length > MAX_STEPS) unsupported(`${kind} with the window ago`);
  if (window?.kind === "this" || window?.kind === "previous") unsupported(`${kind} in a calendar window`);
}

/** Compiles whether a sequence or an absence holds, from the steps that each fact of its stream is. */
export function sequenceFigure(leaf: StepsExpression, column: ValueColumn, { totals }: Source): MeasuredFigure {
  const within = leaf.within === undefined ? Number.POSITIVE_INFINITY : exactMilliseconds(leaf.within);
  const window = movingWindow(leaf.window);
  const { kind, startOf } = totalOf(leaf, column.key, within);
  totals.push({ kind, column });
  return {
    value: (view) => {
      const total = totalInView(view, kind, column);
      if (total === UNKNOWN) return UNKNOWN;
      const start = startOf(total as never, view);
      if (start === undefined || window === undefined) return start !== undefined;
      // The first step leaves the window, and no later one has taken its place.
      if (start < window.from(view.at)) return false;
      view.turn = Math.min(view.turn, start + window.span);
      return true;
    },
    type: "boolean",
    isElapsed: false,
    counted: undefined,
  };
}

/** Follows a total of the folded facts through those of the log. */
function totalInView(view: StreamView, kind: TotalKind, column: ValueColumn): unknown {
  const { base, ats, unfolded } = view;
  if (base?.stale === true) {
    view.lacks = Number.NEGATIVE_INFINITY;
    return UNKNOWN;
  }
  const total = base === undefined ? kind.empty() : structuredClone(base.totals[0]);
  for (let index = unfolded - 1; index >= 0; index--)
    kind.add(total as never, { at: ats[index]!, id: "", value: valueAt(view, index, column) }, false);
  return total;
}

interface StartTotal {
  readonly kind: TotalKind;
  /** Instant of the first step of a sequence that holds; lowers `view.turn`. */
  readonly startOf: (total: never, view: StreamView) => number | undefined;
}

function totalOf(leaf: StepsExpression, key: string, within: number): StartTotal {
  if (leaf.kind === "absence") {
    const { kind, startOf } = absenceTotal(key, within);
    return { kind, startOf };
  }
  return anchorOf(leaf) === "last"
    ? lastSequenceTotal(key, leaf.steps.length, within)
    : anySequenceTotal(key, leaf.steps.length, within);
}
