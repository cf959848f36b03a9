import type { LocalizedText } from "../../kernel/index.js";
import type { AbsenceExpression, SequenceExpression } from "../language/expression.js";
import { stepWords } from "../wording/history-words.js";
import { nodeWords } from "../wording/node-words.js";
import { durationWords, instantWords } from "../wording/value-words.js";
import { windowWords } from "../wording/window-words.js";
import { say, type Wording } from "../wording/wording.js";
import type { LeafContext } from "./explain-leaf.js";
import type { SeenValue } from "./explained.js";
import { absenceProgress, sequenceProgress } from "./sequence-progress.js";

const texts = {
  nothing: { en: "there was no {step}{window}", zh: "{window}没有 {step}" },
  at: { en: "{step} at {at}", zh: "{step} 发生于 {at}" },
  then: { en: ", then ", zh: "，随后 " },
  butNo: { en: ", but then no {step}{within}", zh: "，但随后{within}没有 {step}" },
  within: { en: " within {duration}", zh: " {duration}内" },
  noneSoFar: { en: ", and no {step} so far; certain at {at}", zh: "，迄今没有 {step}，到 {at} 才能确定" },
  noneCame: { en: ", and no {step} within {duration}", zh: "，之后 {duration}内没有 {step}" },
  wanted: { en: "{seen}; wanted: {wanted}", zh: "{seen}；要求：{wanted}" },
} satisfies Record<string, LocalizedText>;

interface SequenceSeen {
  readonly seen: SeenValue;
  readonly sentence: string;
}

/** How far a sequence got, with the instants of the steps that it reached. */
export function explainSequence(context: LeafContext, node: SequenceExpression): SequenceSeen {
  const { wording, subject, asOf, catalog } = context;
  const reached = sequenceProgress(node, subject, asOf, catalog);
  if (reached.length === 0) return nothing(wording, node, stepWords(wording, node.steps[0]!));
  let text = reached
    .map((at, index) => say(wording, texts.at, { step: stepWords(wording, node.steps[index]!), at: instantWords(wording, at) }))
    .join(say(wording, texts.then));
  if (reached.length < node.steps.length) {
    const within = node.within === undefined ? "" : say(wording, texts.within, { duration: durationWords(wording, node.within) });
    text += say(wording, texts.butNo, { step: stepWords(wording, node.steps[reached.length]!), within });
  }
  return seenSteps(wording, node, text, reached);
}

/** Whether the step that was not to come came, or may still come. */
export function explainAbsence(context: LeafContext, node: AbsenceExpression): SequenceSeen {
  const { wording, subject, asOf, catalog } = context;
  const wait = absenceProgress(node, subject, asOf, catalog);
  const first = stepWords(wording, node.first);
  if (wait === undefined) return nothing(wording, node, first);
  const step = stepWords(wording, node.missing);
  const started = say(wording, texts.at, { step: first, at: instantWords(wording, wait.from) });
  if (wait.came !== undefined) {
    const came = say(wording, texts.at, { step, at: instantWords(wording, wait.came) });
    return seenSteps(wording, node, `${started}${say(wording, texts.then)}${came}`, [wait.from, wait.came]);
  }
  const rest =
    wait.until > asOf
      ? say(wording, texts.noneSoFar, { step, at: instantWords(wording, wait.until) })
      : say(wording, texts.noneCame, { step, duration: durationWords(wording, node.within) });
  return seenSteps(wording, node, started + rest, [wait.from]);
}

function nothing(wording: Wording, node: SequenceExpression | AbsenceExpression, step: string): SequenceSeen {
  const text = say(wording, texts.nothing, { step, window: windowWords(wording, node.window) });
  return { seen: { missing: true, value: null, text }, sentence: withWanted(wording, node, text) };
}

function seenSteps(
  wording: Wording,
  node: SequenceExpression | AbsenceExpression,
  text: string,
  instants: readonly number[],
): SequenceSeen {
  const value = instants.map((at) => new Date(at).toISOString());
  return { seen: { missing: false, value, text }, sentence: withWanted(wording, node, text) };
}

function withWanted(wording: Wording, node: SequenceExpression | AbsenceExpression, seen: string): string {
  return say(wording, texts.wanted, { seen, wanted: nodeWords(wording, node) });
}
