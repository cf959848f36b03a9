import type { Duration } from "../../kernel/index.js";
import { aDuration, anInteger, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { durationSentence, stage } from "./ready-stage.js";

/** Stages of {@link ticketLifecycle}. */
export type TicketStage = "new" | "in-progress" | "waiting" | "resolved" | "closed" | "reopened";

/** Thresholds of {@link ticketLifecycle}. */
export interface TicketParameters {
  /** Identifier of the lifecycle; defaults to `ticket`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** Time without a reply of the customer after which a ticket counts as resolved; defaults to 14 days. */
  readonly waitFor?: Duration | undefined;
  /** Time after which a resolved ticket is closed; defaults to 7 days. */
  readonly closeAfter?: Duration | undefined;
}

const PARAMETERS: OptionShape<TicketParameters> = {
  id: aText,
  version: anInteger({ min: 1 }),
  waitFor: aDuration,
  closeAfter: aDuration,
};

/**
 * Returns the lifecycle of a support ticket: new, in progress, waiting for the customer, resolved, closed, reopened. The subject
 * is the ticket; its history is what was said and done about it.
 *
 * @param parameters - thresholds
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * ticketLifecycle().states.waiting.label.zh // => "等待客户"
 */
export function ticketLifecycle(parameters: TicketParameters = {}): Lifecycle<TicketStage> {
  requireOptions(parameters, PARAMETERS);
  const { id = "ticket", version = 1, waitFor = { days: 14 }, closeAfter = { days: 7 } } = parameters;
  return defineLifecycle<TicketStage>({
    id,
    version,
    label: { en: "Ticket", zh: "工单" },
    initial: "new",
    states: {
      new: stage(["New", "新建"], ["Reply within the promised time.", "在承诺时限内首次响应。"], "service", { rank: 0 }),
      "in-progress": stage(["In progress", "处理中"], ["Resolve it on first contact if possible.", "尽量一次解决。"], "service", {
        rank: 1,
      }),
      waiting: stage(
        ["Waiting for the customer", "等待客户"],
        ["Remind once; resolve it without a reply if possible.", "提醒一次，尽量无需答复即可解决。"],
        "service",
        { rank: 1 },
      ),
      resolved: stage(["Resolved", "已解决"], ["Ask whether it helped.", "确认是否解决。"], "service", { rank: 2 }),
      closed: stage(["Closed", "已关闭"], ["Learn from it for next time.", "总结改进。"], "service", { rank: 3 }),
      reopened: stage(
        ["Reopened", "重新打开"],
        ["Have a senior colleague look at it immediately.", "由资深人员立即处理。"],
        "service",
      ),
    },
    transitions: [
      {
        id: "is-resolved",
        from: ["new", "in-progress", "waiting", "reopened"],
        to: "resolved",
        on: "ticket.resolved",
        label: { en: "Resolved", zh: "已解决" },
      },
      {
        id: "is-taken-up",
        from: ["new", "reopened"],
        to: "in-progress",
        on: ["call.logged", "visit.logged"],
        manual: true,
        label: { en: "Agent started working on it", zh: "已受理" },
      },
      {
        id: "is-answered",
        from: ["new", "in-progress", "reopened"],
        to: "waiting",
        on: "message.sent",
        label: { en: "Reply sent", zh: "已答复" },
      },
      {
        id: "replies",
        from: "waiting",
        to: "in-progress",
        on: ["message.replied", "call.logged"],
        label: { en: "Customer replied", zh: "客户已回复" },
      },
      {
        id: "falls-silent",
        from: "waiting",
        to: "resolved",
        after: waitFor,
        label: durationSentence(waitFor, { en: "No reply for {length}", zh: "{length}未回复" }),
      },
      {
        id: "comes-back",
        from: ["resolved", "closed"],
        to: "reopened",
        on: "ticket.reopened",
        label: { en: "Reopened", zh: "重新打开" },
      },
      {
        id: "is-closed",
        from: "resolved",
        to: "closed",
        after: closeAfter,
        label: durationSentence(closeAfter, { en: "Resolved for {length}", zh: "已解决{length}" }),
      },
    ],
  });
}
