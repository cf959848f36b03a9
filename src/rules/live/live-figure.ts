import type { CatalogField, ValueType } from "../language/catalog.js";
import type { Test } from "../language/expression.js";
import type { RuleFields } from "../language/rule-fields.js";
import type { Seen } from "../language/value-reading.js";
import { type LevelTable, levelOf, levelTable, maskAt, numbersIn, turnOfElapsed } from "./level-table.js";
import type { MovingWindow } from "./live-window.js";
import { type StreamView, UNKNOWN } from "./stream-view.js";
import { constantTest, valueTest } from "./value-test.js";

/** Most tests of one figure: each has a bit of a small integer. */
export const MAX_TESTS = 30;

/** Evaluates all tests of one figure: the bits of those that hold, or −1 where facts are lacking. */
export type EvaluateFigure = (view: StreamView) => number;

/** A value of a stream, before any test of it. */
export interface MeasuredFigure {
  /** Value now; lowers `view.turn` and `view.lacks`. The start of a length of time that grows. */
  readonly value: (view: StreamView) => Seen | typeof UNKNOWN;
  readonly type: ValueType;
  /** Fields of the items of a list of objects. */
  readonly items?: Readonly<Record<string, CatalogField>> | undefined;
  /** Whether the value is an instant, and the tests are about the time since it. */
  readonly isElapsed: boolean;
  /** The rolling window of a number of facts, which has a way of its own; `undefined` for everything else. */
  readonly counted: MovingWindow | undefined;
  /** Keeps, from now on, what a rolling window has behind the log; for a figure whose value is asked for. */
  readonly useEdge?: () => void;
}

/** Most facts of a stream that stay in the log because a rule counts them. */
const MAX_KEPT = 64;

/** The tests of one figure as a function. */
interface CompiledFigure {
  readonly evaluate: EvaluateFigure;
  readonly readsAttributes: boolean;
  /** Whether the latest facts decide it, and how many of them. */
  readonly isCounted: boolean;
  readonly keep: number;
}

/** Compiles the tests of one figure. */
export function compileFigure(tests: readonly Test[], measured: MeasuredFigure, fields: RuleFields): CompiledFigure {
  const table = tableOf(tests, measured.type, fields);
  if (table !== undefined && measured.counted !== undefined && (table.constants.at(-1) ?? 0) < MAX_KEPT)
    return { ...CONSTANT, ...countFigure(table, measured.counted), isCounted: true };
  if (table !== undefined)
    return { evaluate: measured.isElapsed ? elapsedFigure(table, measured) : tableFigure(table, measured), ...CONSTANT };
  const compiled = tests.map((test) => valueTest(test, { type: measured.type, items: measured.items, fields }));
  return {
    evaluate: (view) => {
      const value = measured.value(view);
      if (value === UNKNOWN) return -1;
      let mask = 0;
      for (let bit = 0; bit < compiled.length; bit++) {
        const { passes, turns } = compiled[bit]!;
        if (passes(value, view.attributes, view.at)) mask |= 1 << bit;
        if (turns !== null) view.turn = Math.min(view.turn, turns(value, view.attributes, view.at));
      }
      return mask;
    },
    ...CONSTANT,
    readsAttributes: compiled.some(({ readsAttributes }) => readsAttributes),
  };
}

/** A figure whose tests compare its value with constants. */
const CONSTANT = { readsAttributes: false, isCounted: false, keep: 0 } as const;

const NUMERIC: readonly ValueType[] = ["number", "integer", "duration"];

function tableOf(tests: readonly Test[], type: ValueType, fields: RuleFields): LevelTable | undefined {
  if (!NUMERIC.includes(type)) return undefined;
  const found = tests.map((test) => {
    const constants = numbersIn(test);
    return constants && { constants, holds: constantTest(test, { type, fields }) };
  });
  return found.every((each) => each !== undefined) ? levelTable(found) : undefined;
}

function tableFigure(table: LevelTable, { value }: MeasuredFigure): EvaluateFigure {
  return (view) => {
    const found = value(view);
    return found === UNKNOWN ? -1 : maskAt(table, found as number | undefined);
  };
}

function elapsedFigure(table: LevelTable, { value }: MeasuredFigure): EvaluateFigure {
  return (view) => {
    const since = value(view);
    if (since === UNKNOWN) return -1;
    if (since === undefined) return table.missing;
    const level = levelOf(table, view.at - (since as number));
    view.turn = Math.min(view.turn, turnOfElapsed(table, level, since as number));
    return table.masks[level]!;
  };
}

/** A number of facts in a rolling window: it falls by one whenever the oldest of them leaves. */
function countFigure(table: LevelTable, window: MovingWindow): { readonly evaluate: EvaluateFigure; readonly keep: number } {
  const most = Math.max(0, Math.floor(table.constants.at(-1) ?? 0) + 1);
  const masks = Array.from({ length: most + 1 }, (_, count) => maskAt(table, count));
  const drops = masks.map((mask, count) => {
    let lower = count - 1;
    while (lower >= 0 && masks[lower] === mask) lower--;
    return lower;
  });
  // The number of facts from which one more never matters.
  const keep = drops[most]! + 1;
  const evaluate: EvaluateFigure = (view) => {
    const { at, ats, known } = view;
    const from = window.from(at);
    const count = countWithin(view, from, most);
    if (count < keep && known > from) {
      view.lacks = Math.min(view.lacks, window.from(view.start));
      return -1;
    }
    const place = Math.min(count, most);
    const lower = drops[place]!;
    // With `lower` facts left the tests differ: the fact at that place has gone.
    if (lower >= 0) view.turn = Math.min(view.turn, ats[lower]! + window.span);
    return masks[place]!;
  };
  return { evaluate, keep };
}

/** Counts the facts of the view from an instant on, up to one more than a number. */
function countWithin({ ats, count }: StreamView, from: number, most: number): number {
  const end = Math.min(count, most + 1);
  if (end === 0 || ats[end - 1]! >= from) return end;
  let low = 0;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ats[middle]! >= from) low = middle + 1;
    else high = middle;
  }
  return low;
}
