import type { Duration } from "../../kernel/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { about, stage } from "./ready-stage.js";

/** Stages of {@link ticketLifecycle}. */
export type TicketStage = "new" | "in-progress" | "waiting" | "resolved" | "closed" | "reopened";

/** Thresholds of {@link ticketLifecycle}. */
export interface TicketParameters {
  /** `ticket` unless told. */
  readonly id?: string;
  readonly version?: number;
  /** How long a customer's answer is waited for before the ticket counts as solved; 14 days. */
  readonly waitFor?: Duration;
  /** How long a solved ticket stays open for doubts; 7 days. */
  readonly closeAfter?: Duration;
}

/**
 * The way of a ticket: new, in progress, waiting for the customer, resolved, closed, reopened. The subject is the ticket,
 * its history what was said and done about it.
 *
 * @param parameters - how long to wait, how long to keep open
 * @throws ClienteleError `invalid_lifecycle` for an impossible duration
 * @example
 * ticketLifecycle().states.waiting.label.zh // => "等待客户"
 */
export function ticketLifecycle(parameters: TicketParameters = {}): Lifecycle<TicketStage> {
  const { id = "ticket", version = 1, waitFor = { days: 14 }, closeAfter = { days: 7 } } = parameters;
  return defineLifecycle<TicketStage>({
    id,
    version,
    label: { en: "Ticket", zh: "工单" },
    initial: "new",
    states: {
      new: stage(["New", "新建"], ["A first answer within the promised time.", "在承诺时限内首次响应。"], "service", { rank: 0 }),
      "in-progress": stage(
        ["In progress", "处理中"],
        ["Solve it at the first contact if possible.", "尽量一次解决。"],
        "service",
        { rank: 1 },
      ),
      waiting: stage(
        ["Waiting for the customer", "等待客户"],
        ["Remind once; solve without an answer if possible.", "提醒一次，尽量无需答复即可解决。"],
        "service",
        { rank: 1 },
      ),
      resolved: stage(["Resolved", "已解决"], ["Ask whether it helped.", "确认是否解决。"], "service", { rank: 2 }),
      closed: stage(["Closed", "已关闭"], ["Learn from it.", "总结改进。"], "service", { rank: 3 }),
      reopened: stage(["Reopened", "重新打开"], ["A senior looks at it at once.", "由资深人员立即处理。"], "service"),
    },
    transitions: [
      {
        id: "is-resolved",
        from: ["new", "in-progress", "waiting", "reopened"],
        to: "resolved",
        on: "ticket.resolved",
        label: { en: "Solved", zh: "已解决" },
      },
      {
        id: "is-taken-up",
        from: ["new", "reopened"],
        to: "in-progress",
        on: ["call.logged", "visit.logged"],
        manual: true,
        label: { en: "Somebody took it up", zh: "已受理" },
      },
      {
        id: "is-answered",
        from: ["new", "in-progress", "reopened"],
        to: "waiting",
        on: "message.sent",
        label: { en: "Answered", zh: "已答复" },
      },
      {
        id: "replies",
        from: "waiting",
        to: "in-progress",
        on: ["message.replied", "call.logged"],
        label: { en: "The customer answered", zh: "客户已回复" },
      },
      {
        id: "falls-silent",
        from: "waiting",
        to: "resolved",
        after: waitFor,
        label: about(
          waitFor,
          (length) => `No answer for ${length}`,
          (length) => `${length}未回复`,
        ),
      },
      {
        id: "comes-back",
        from: ["resolved", "closed"],
        to: "reopened",
        on: "ticket.reopened",
        label: { en: "Came back", zh: "问题再现" },
      },
      {
        id: "is-closed",
        from: "resolved",
        to: "closed",
        after: closeAfter,
        label: about(
          closeAfter,
          (length) => `Solved for ${length}`,
          (length) => `已解决${length}`,
        ),
      },
    ],
  });
}
