import type { Duration } from "../../kernel/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { about, stage } from "./ready-stage.js";

/** Stages of {@link feedbackCaseLifecycle}. */
export type FeedbackCaseStage = "received" | "escalated" | "in-progress" | "answered" | "closed" | "declined";

/** Thresholds of {@link feedbackCaseLifecycle}. */
export interface FeedbackCaseParameters {
  /** `feedback-case` unless told. */
  readonly id?: string;
  readonly version?: number;
  /** How long a case may lie without an owner; 24 hours. */
  readonly takeUpWithin?: Duration;
  /** How long an answer may take; 5 days from when it was taken up. */
  readonly answerWithin?: Duration;
  /** How long doubts are waited for after the answer; 7 days. */
  readonly closeAfter?: Duration;
}

/**
 * The closed loop of a feedback case: received, in progress, answered, closed or declined; escalated when nobody takes it
 * up or answers in time. The subject is the case; who complains again opens it again.
 *
 * @param parameters - deadlines
 * @throws ClienteleError `invalid_lifecycle` for an impossible duration
 * @example
 * feedbackCaseLifecycle().states.escalated.label.zh // => "已升级"
 */
export function feedbackCaseLifecycle(parameters: FeedbackCaseParameters = {}): Lifecycle<FeedbackCaseStage> {
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
      received: stage(["Received", "已接收"], ["Find its owner.", "指派负责人。"], "service", { rank: 0 }),
      escalated: stage(["Escalated", "已升级"], ["A manager answers personally.", "由主管亲自处理。"], "management"),
      "in-progress": stage(["In progress", "处理中"], ["Find the cause, not only the excuse.", "找到原因而非借口。"], "service", {
        rank: 1,
      }),
      answered: stage(["Answered", "已答复"], ["Hear whether the answer helped.", "确认答复是否有效。"], "service", { rank: 2 }),
      closed: stage(["Closed", "已闭环"], ["Measure again whether the cause is gone.", "复测原因是否消除。"], "service", {
        rank: 3,
        final: true,
      }),
      declined: stage(["Declined with an answer", "已说明不采纳"], ["Say why, kindly.", "友善说明理由。"], "service", {
        final: true,
      }),
    },
    transitions: [
      {
        id: "is-taken-up",
        from: ["received", "escalated"],
        to: "in-progress",
        manual: true,
        requires: { inputs: ["owner"] },
        label: { en: "Somebody took it up", zh: "已受理" },
      },
      {
        id: "lies",
        from: "received",
        to: "escalated",
        after: takeUpWithin,
        label: about(
          takeUpWithin,
          (length) => `Nobody took it up within ${length}`,
          (length) => `${length}内无人受理`,
        ),
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
        label: about(
          answerWithin,
          (length) => `No answer within ${length}`,
          (length) => `${length}内未答复`,
        ),
      },
      {
        id: "is-not-content",
        from: "answered",
        to: "in-progress",
        on: ["complaint.raised", "message.replied", "ticket.reopened"],
        label: { en: "The customer is not content yet", zh: "客户尚不满意" },
      },
      {
        id: "is-closed",
        from: "answered",
        to: "closed",
        after: closeAfter,
        label: about(
          closeAfter,
          (length) => `No doubt for ${length}`,
          (length) => `${length}内无异议`,
        ),
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
