import { firstAtOrAfter } from "../../../kernel/internal.js";
import type { Metric } from "../../language/expression.js";
import { namesOfSame } from "../../language/same-property.js";
import { spanOf } from "../../language/span.js";
import type { Seen } from "../../language/value-reading.js";
import type { MetricParts } from "../context/ability.js";
import type { CompiledMetric } from "../context/compiled.js";
import { type CompiledStep, compileSteps, matchesIn, nextOfSteps, type Occurrence } from "./compile-sequence.js";
import { NEVER } from "../subject/compiled-node.js";
import { columnOf, endBefore, type PreparedSubject } from "../subject/prepared-subject.js";
import { nextOfWindow } from "./window-span.js";

/** The last answers of one value: their instant, and one of them; `several` where others share the instant. */
interface LastAnswer {
  readonly at: number;
  readonly position: number;
  readonly several: boolean;
}

/** Compiles the number of interactions in a window that no answer followed up to `asOf`. */
export function unanswered(metric: Metric, { window, context }: MetricParts): CompiledMetric {
  const { types = [], where, answer, same, openFor } = metric;
  const names = same === undefined ? undefined : namesOfSame(same);
  const [asked] = compileSteps([{ types, ...(where && { where }) }], context, names?.first) as [CompiledStep];
  const [answering] = compileSteps([answer!], context, names?.then) as [CompiledStep];
  const nextOfAnswers = nextOfSteps([answering]);
  const age = openFor === undefined ? undefined : spanOf(openFor);
  return {
    value: (subject, asOf) => {
      const column = columnOf(subject, types);
      const first = firstAtOrAfter(column.at, window.from(subject, asOf));
      const end = endBefore(subject, column, Math.min(window.to(subject, asOf), (age?.start(asOf) ?? asOf) + 1));
      if (first >= end) return 0;
      const answers = lastAnswers(answering, subject, asOf);
      return matchesIn(column, first, end, asked, asOf).filter((each) => !isAnswered(each, answering, answers)).length;
    },
    next: (subject, asOf) => {
      const next = Math.min(nextOfWindow(types, window, asked.where, subject, asOf), nextOfAnswers(subject, asOf));
      if (age === undefined) return next;
      const column = columnOf(subject, types);
      const young = firstAtOrAfter(column.at, age.start(asOf) + 1);
      return Math.min(next, young < endBefore(subject, column, NEVER) ? age.end(column.at[young]!) : NEVER);
    },
  };
}

/** Returns the last answers up to an instant by the value that they carry, which is `undefined` where none is asked for. */
function lastAnswers(step: CompiledStep, subject: PreparedSubject, asOf: number): ReadonlyMap<Seen, LastAnswer> {
  const column = columnOf(subject, step.types);
  const found = new Map<Seen, LastAnswer>();
  for (const { value, at, position } of matchesIn(column, 0, endBefore(subject, column, asOf + 1), step, asOf))
    found.set(value, { at, position, several: found.get(value)?.at === at });
  return found;
}

function isAnswered(asked: Occurrence, step: CompiledStep, answers: ReadonlyMap<Seen, LastAnswer>): boolean {
  if (step.value !== undefined && asked.value === undefined) return false;
  const last = answers.get(asked.value);
  if (last === undefined || last.at < asked.at) return false;
  return last.at > asked.at || (step.atOrAfter && (last.several || last.position !== asked.position));
}
