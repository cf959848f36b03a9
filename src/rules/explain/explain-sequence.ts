import type { LocalizedText } from "../../kernel/index.js";
import type { AbsenceExpression, SequenceExpression } from "../language/expression.js";
import { spanOf } from "../language/span.js";
import { laterStepWords, stepWords } from "../wording/history-words.js";
import { nodeWords } from "../wording/node-words.js";
import { durationWords, instantWords } from "../wording/value-words.js";
import { windowWords } from "../wording/window-words.js";
import { say, type Wording } from "../wording/wording.js";
import type { ExplainedLeaf, LeafContext } from "./leaf-context.js";
import { absenceProgress, sequenceProgress } from "./sequence-progress.js";

const texts = {
  nothing: { en: "there was no {step}{window}", zh: "{window}没有{step}" },
  at: { en: "{step} at {at}", zh: "{step}发生于 {at}" },
  then: { en: "{before}, then {step}", zh: "{before}，随后{step}" },
  butNo: { en: "{before}, but then no {step}{within}", zh: "{before}，但随后{within}没有{step}" },
  within: { en: " within {duration}", zh: " {duration}内" },
  noneSoFar: { en: "{before}, and no {step} so far", zh: "{before}，至今没有{step}" },
  noneSoFarUntil: {
    en: "{before}, and no {step} so far; it can still follow before {at}",
    zh: "{before}，至今没有{step}，在 {at} 之前仍可能发生",
  },
  noneYet: {
    en: "{before}, and no {step} yet; this will be certain at {at}",
    zh: "{before}，至今没有{step}，到 {at} 才能确定",
  },
  noneCame: { en: "{before}, and no {step} within {duration}", zh: "{before}，之后 {duration}内没有{step}" },
  required: { en: "{seen}; required: {wanted}", zh: "{seen}；要求：{wanted}" },
  not: { en: "not ({wanted})", zh: "不满足：{wanted}" },
} satisfies Record<string, LocalizedText>;

/** Explains how far a sequence got, with the instants of the steps that it reached. */
export function explainSequence(context: LeafContext, node: SequenceExpression): ExplainedLeaf {
  const { wording, subject, asOf, catalog } = context;
  const reached = sequenceProgress(node, subject, asOf, catalog);
  if (reached.length === 0) return nothing(wording, node, stepWords(wording, node.steps[0]!));
  let text = reached
    .map((at, index) => say(wording, texts.at, { step: stepWords(wording, node.steps[index]!), at: instantWords(wording, at) }))
    .reduce((before, step) => say(wording, texts.then, { before, step }));
  if (reached.length < node.steps.length) {
    const step = laterStepWords(wording, node.steps[reached.length]!, node.same);
    const until = node.within === undefined ? undefined : spanOf(node.within).end(reached[0]!);
    if (until === undefined) text = say(wording, texts.noneSoFar, { before: text, step });
    else if (until > asOf + 1)
      text = say(wording, texts.noneSoFarUntil, { before: text, step, at: instantWords(wording, until) });
    else {
      const within = say(wording, texts.within, { duration: durationWords(wording, node.within!) });
      text = say(wording, texts.butNo, { before: text, step, within });
    }
  }
  return withSteps(wording, node, text, reached);
}

/** Explains whether the unwanted step of an absence came, or may still come. */
export function explainAbsence(context: LeafContext, node: AbsenceExpression): ExplainedLeaf {
  const { wording, subject, asOf, catalog } = context;
  const wait = absenceProgress(node, subject, asOf, catalog);
  const first = stepWords(wording, node.first);
  if (wait === undefined) return nothing(wording, node, first);
  const step = laterStepWords(wording, node.missing, node.same);
  const before = say(wording, texts.at, { step: first, at: instantWords(wording, wait.from) });
  if (wait.came !== undefined) {
    const came = say(wording, texts.at, { step, at: instantWords(wording, wait.came) });
    return withSteps(wording, node, say(wording, texts.then, { before, step: came }), [wait.from, wait.came]);
  }
  const text =
    wait.until > asOf
      ? say(wording, texts.noneYet, { before, step, at: instantWords(wording, wait.until) })
      : say(wording, texts.noneCame, { before, step, duration: durationWords(wording, node.within) });
  return withSteps(wording, node, text, [wait.from]);
}

function nothing(wording: Wording, node: SequenceExpression | AbsenceExpression, step: string): ExplainedLeaf {
  const text = say(wording, texts.nothing, { step, window: windowWords(wording, node.window) });
  return explained(wording, node, { missing: true, value: null, text });
}

function withSteps(
  wording: Wording,
  node: SequenceExpression | AbsenceExpression,
  text: string,
  instants: readonly number[],
): ExplainedLeaf {
  return explained(wording, node, { missing: false, value: instants.map((at) => new Date(at).toISOString()), text });
}

function explained(wording: Wording, node: SequenceExpression | AbsenceExpression, seen: ExplainedLeaf["seen"]): ExplainedLeaf {
  const wanted = nodeWords(wording, node);
  const unwanted = say(wording, texts.not, { wanted });
  const sentence = (required: string): string => say(wording, texts.required, { seen: seen.text, wanted: required });
  return { seen, wanted, unwanted, sentence: sentence(wanted), unwantedSentence: sentence(unwanted) };
}
