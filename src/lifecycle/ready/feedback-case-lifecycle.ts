import type { Duration } from "../../kernel/index.js";
import { aDuration, anInteger, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { durationSentence, stage } from "./ready-stage.js";

/** Stages of {@link feedbackCaseLifecycle}. */
export type FeedbackCaseStage = "received" | "escalated" | "in-progress" | "answered" | "closed" | "declined";

/** Thresholds of {@link feedbackCaseLifecycle}. */
export interface FeedbackCaseParameters {
  /** Identifier of the lifecycle; defaults to `feedback-case`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** Time after which a case without an owner is escalated; defaults to 24 hours. */
  readonly takeUpWithin?: Duration | undefined;
  /** Time after which a case in progress without an answer is escalated; defaults to 5 days. */
  readonly answerWithin?: Duration | undefined;
  /** Time without a reply after which an answered case is closed; defaults to 7 days. */
  readonly closeAfter?: Duration | undefined;
}

const PARAMETERS: OptionShape<FeedbackCaseParameters> = {
  id: aText,
  version: anInteger({ min: 1 }),
  takeUpWithin: aDuration,
  answerWithin: aDuration,
  closeAfter: aDuration,
};

/**
 * Returns the closed loop of a feedback case: received, in progress, answered, closed or declined; escalated if it has no owner
 * or no answer in time. The subject is the case. A new complaint returns an answered case to work.
 *
 * @param parameters - deadlines
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * feedbackCaseLifecycle().states.escalated.label.zh // => "已升级"
 */
export function feedbackCaseLifecycle(parameters: FeedbackCaseParameters = {}): Lifecycle<FeedbackCaseStage> {
  requireOptions(parameters, PARAMETERS);
  const {
    id = "feedback-case",
    version = 1,
    takeUpWithin = { hours: 24 },
    answerWithin = { days: 5 },
    closeAfter = { days: 7 },
  } = parameters;
  return defineLifecycle<FeedbackCaseStage>({
    id,
    version,
    label: { en: "Feedback case", zh: "反馈闭环" },
    initial: "received",
    states: {
      received: stage(["Received", "已接收"], ["Assign an owner.", "指派负责人。"], "service", { rank: 0 }),
      escalated: stage(["Escalated", "已升级"], ["A manager answers personally.", "由主管亲自处理。"], "management"),
      "in-progress": stage(["In progress", "处理中"], ["Find the root cause.", "找到根本原因。"], "service", {
        rank: 1,
      }),
      answered: stage(["Answered", "已答复"], ["Ask whether the answer helped.", "确认答复是否有效。"], "service", { rank: 2 }),
      closed: stage(["Closed", "已闭环"], ["Check whether the cause is gone.", "复查问题是否已根除。"], "service", {
        rank: 3,
        final: true,
      }),
      declined: stage(
        ["Declined with an answer", "已说明不采纳"],
        ["Explain the decision politely.", "礼貌说明理由。"],
        "service",
        {
          final: true,
        },
      ),
    },
    transitions: [
      {
        id: "is-taken-up",
        from: ["received", "escalated"],
        to: "in-progress",
        manual: true,
        requires: { inputs: ["owner"] },
        label: { en: "Owner assigned", zh: "已受理" },
      },
      {
        id: "lies",
        from: "received",
        to: "escalated",
        after: takeUpWithin,
        label: durationSentence(takeUpWithin, { en: "No owner within {length}", zh: "{length}内无人受理" }),
      },
      {
        id: "is-answered",
        from: ["received", "escalated", "in-progress"],
        to: "answered",
        on: ["message.sent", "call.logged", "ticket.resolved"],
        label: { en: "Answered", zh: "已答复" },
      },
      {
        id: "is-late",
        from: "in-progress",
        to: "escalated",
        after: answerWithin,
        label: durationSentence(answerWithin, { en: "No answer within {length}", zh: "{length}内未答复" }),
      },
      {
        id: "is-not-content",
        from: "answered",
        to: "in-progress",
        on: ["complaint.raised", "message.replied", "ticket.reopened"],
        label: { en: "Customer still unhappy", zh: "客户尚不满意" },
      },
      {
        id: "is-closed",
        from: "answered",
        to: "closed",
        after: closeAfter,
        label: durationSentence(closeAfter, { en: "No objection for {length}", zh: "{length}内无异议" }),
      },
      {
        id: "is-declined",
        from: ["received", "escalated", "in-progress"],
        to: "declined",
        manual: true,
        requires: { inputs: ["reason"] },
        label: { en: "Declined with a reason", zh: "说明理由后不采纳" },
      },
    ],
  });
}
