import { rowsUpTo } from "./fact-log.js";
import { addLack, type Draft, setTurn } from "./live-draft.js";
import { type CompiledSet, type Source, WORD } from "./live-set.js";
import type { LiveChange } from "./live-state.js";
import { isFolded } from "./stream-base.js";

const NEVER = Number.POSITIVE_INFINITY;

/** How a draft moves through time. */
export interface Course {
  /** Number of facts that count already. */
  row: number;
  /** Earliest instant that is asked about. */
  readonly start: number;
  /** All rules are evaluated at the next event, since their truths are unknown. */
  all: boolean;
  readonly to: number;
  /** Collects the changes; absent where they are known already. */
  readonly changes: LiveChange[] | undefined;
  /** Ends at the first change. */
  readonly stopsAtChange?: boolean;
}

/** Moves a draft from event to event: a fact happens, or time turns a leaf. Exact at every millisecond between. */
export function advance(draft: Draft, course: Course): void {
  const { compiled } = draft;
  const log = draft.found ?? draft.log;
  const touched: number[] = [];
  for (;;) {
    const { turning, turns } = draft;
    let at = course.row < log.size ? log.at[course.row]! : NEVER;
    for (let index = 0; index < turns.length; index++) if (turns[index]! < at) at = turns[index]!;
    if (at > course.to) return;
    touched.length = 0;
    for (let index = 0; index < turns.length; index++) if (turns[index]! <= at) touched.push(turning[index]!);
    for (; course.row < log.size && log.at[course.row] === at; course.row++)
      for (const source of compiled.kinds[log.kind[course.row]!]!.sources) if (!touched.includes(source)) touched.push(source);
    for (const source of touched) evaluateSource(draft, compiled.sources[source]!, at, course);
    if (course.all) for (let rule = 0; rule < compiled.rules.length; rule++) ask(compiled, rule);
    course.all = false;
    answerRules(draft, at, course.changes);
    if (course.stopsAtChange === true && course.changes!.length > 0) return;
  }
}

/** Evaluates all figures of a source at an instant, and asks the rules that read a leaf which turned. */
function evaluateSource(draft: Draft, source: Source, at: number, { row, start }: Course): void {
  const { compiled, truths } = draft;
  const { view, readers } = compiled;
  fillView(draft, source, at, row, start);
  for (const { evaluate, word, shift, bits } of source.figures) {
    const mask = evaluate(view);
    if (mask < 0) continue;
    let turned = mask ^ ((truths[word]! >>> shift) & bits);
    if (turned === 0) continue;
    truths[word]! ^= turned << shift;
    for (let leaf = word * WORD + shift; turned !== 0; turned >>>= 1, leaf++)
      if ((turned & 1) !== 0) for (const rule of readers[leaf]!) ask(compiled, rule);
  }
  if (view.lacks !== NEVER) addLack(draft, source.index, view.lacks);
  setTurn(draft, source.index, view.turn);
}

/** Puts a rule on the list of those whose answer may have changed. */
function ask({ asked, isAsked }: CompiledSet, rule: number): void {
  if (isAsked[rule] === 1) return;
  isAsked[rule] = 1;
  asked.push(rule);
}

/** Brings a stream into view as it is at an instant. */
export function fillView(draft: Draft, source: Source, at: number, row: number, start: number): void {
  const { view } = draft.compiled;
  const { members, keep, span } = source;
  const log = draft.found ?? draft.log;
  const base = draft.bases.size === 0 ? undefined : draft.bases.get(source.index);
  const reach = base === undefined ? -NEVER : (draft.reach?.get(source.index) ?? NEVER);
  let count = 0;
  let unfolded = 0;
  for (let index = row - 1; index >= 0; index--) {
    if (!members[log.kind[index]!]) continue;
    const instant = log.at[index]!;
    if (count >= keep && instant <= at - span) break;
    if (base !== undefined && isFolded(base, instant, log.id[index]!)) {
      if (instant < reach) break;
    } else unfolded++;
    view.ats[count] = instant;
    view.rows[count] = index;
    count++;
  }
  view.at = at;
  view.start = start;
  view.count = count;
  view.unfolded = unfolded;
  view.known = base === undefined ? -NEVER : Math.min(reach, base.at + 1);
  view.base = base;
  view.log = log;
  view.attributes = draft.attributes;
  view.turn = NEVER;
  view.lacks = NEVER;
}

/** Answers the rules on the list, and empties it. */
function answerRules({ compiled, truths, members }: Draft, at: number, changes: LiveChange[] | undefined): void {
  const { rules, asked, isAsked } = compiled;
  if (asked.length === 0) return;
  if (!isAscending(asked)) asked.sort((left, right) => left - right);
  for (const rule of asked) {
    isAsked[rule] = 0;
    const { id, holds } = rules[rule]!;
    const word = Math.floor(rule / WORD);
    const bit = 1 << (rule % WORD);
    const value = holds(truths);
    if (value === ((members[word]! & bit) !== 0)) continue;
    members[word]! ^= bit;
    changes?.push({ rule: id, value, at: new Date(at) });
  }
  asked.length = 0;
}

/** Rules mostly come in order, and a sort that finds nothing to do costs more than a look. */
function isAscending(numbers: readonly number[]): boolean {
  for (let index = 1; index < numbers.length; index++) if (numbers[index - 1]! > numbers[index]!) return false;
  return true;
}

/**
 * Forgets all truths, so that every source is evaluated at an instant.
 *
 * @returns the course that begins there
 */
export function courseFrom(draft: Draft, at: number, to: number, changes: LiveChange[] | undefined): Course {
  draft.truths = new Array<number>(draft.compiled.truthWords).fill(0);
  draft.turning = draft.compiled.sources.map(({ index }) => index);
  draft.turns = draft.turning.map(() => at);
  return { row: rowsUpTo(draft.found ?? draft.log, at), start: at, all: true, to, changes };
}
