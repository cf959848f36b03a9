import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { stage } from "./ready-stage.js";

/** Stages of {@link opportunityLifecycle}. */
export type OpportunityStage = "qualification" | "needs-analysis" | "proposal" | "negotiation" | "won" | "lost" | "invalid";

/** Parameters of {@link opportunityLifecycle}. */
export interface OpportunityParameters {
  /** `opportunity` unless told. */
  readonly id?: string;
  readonly version?: number;
  /** Who may move a deal; `sales` unless told. */
  readonly roles?: readonly string[];
}

/**
 * The way of a sales opportunity, moved by hand like a blueprint: each move asks for what must be known before it. Money
 * received wins it. Won, lost and invalid (赢单, 输单, 无效) are final; going back is allowed, skipping forward is.
 *
 * @param parameters - who may move
 * @throws ClienteleError `invalid_lifecycle`
 * @example
 * opportunityLifecycle().transitions.find(({ to }) => to === "lost")?.requires?.inputs // => ["reason"]
 */
export function opportunityLifecycle(parameters: OpportunityParameters = {}): Lifecycle<OpportunityStage> {
  const { id = "opportunity", version = 1, roles = ["sales"] } = parameters;
  const open = ["qualification", "needs-analysis", "proposal", "negotiation"] as const;
  const others = (target: OpportunityStage): readonly OpportunityStage[] => open.filter((name) => name !== target);
  return defineLifecycle<OpportunityStage>({
    id,
    version,
    label: { en: "Sales opportunity", zh: "销售商机" },
    initial: "qualification",
    states: {
      qualification: stage(
        ["Qualification", "资格确认"],
        ["Is there a need, a budget, somebody who decides?", "是否有需求、预算与决策人？"],
        "sales",
        { rank: 0 },
      ),
      "needs-analysis": stage(
        ["Needs analysis", "需求分析"],
        ["Understand the problem in the customer's words.", "用客户的语言理解问题。"],
        "sales",
        { rank: 1 },
      ),
      proposal: stage(["Proposal", "方案报价"], ["An offer that answers the need.", "给出对应需求的方案。"], "sales", {
        rank: 2,
      }),
      negotiation: stage(
        ["Negotiation", "商务谈判"],
        ["Agree without giving away the margin.", "达成一致并守住毛利。"],
        "sales",
        { rank: 3 },
      ),
      won: stage(["Won", "赢单"], ["Hand over to delivery with everything promised.", "完整移交承诺事项。"], "success", {
        rank: 4,
        final: true,
      }),
      lost: stage(["Lost", "输单"], ["Learn the true reason.", "了解真实原因。"], "sales", { final: true }),
      invalid: stage(["Invalid", "无效"], ["Free the time.", "释放精力。"], "sales", { final: true }),
    },
    transitions: [
      {
        id: "is-paid",
        from: open,
        to: "won",
        on: "payment.received",
        priority: 1,
        label: { en: "Money received", zh: "已回款" },
      },
      {
        id: "to-qualification",
        from: others("qualification"),
        to: "qualification",
        manual: true,
        requires: { roles, inputs: ["reason"] },
        label: { en: "Back to qualification", zh: "退回资格确认" },
      },
      {
        id: "to-needs-analysis",
        from: others("needs-analysis"),
        to: "needs-analysis",
        manual: true,
        requires: { roles, inputs: ["decisionMaker"] },
        label: { en: "Somebody who decides is known", zh: "已确认决策人" },
      },
      {
        id: "to-proposal",
        from: others("proposal"),
        to: "proposal",
        manual: true,
        requires: { roles, inputs: ["amount", "closeDate"] },
        label: { en: "An offer was made", zh: "已报价" },
      },
      {
        id: "to-negotiation",
        from: others("negotiation"),
        to: "negotiation",
        manual: true,
        requires: { roles, inputs: ["amount", "closeDate"] },
        label: { en: "Terms are being discussed", zh: "商议条款" },
      },
      {
        id: "to-won",
        from: open,
        to: "won",
        manual: true,
        requires: { roles, inputs: ["amount", "contract"] },
        label: { en: "Signed", zh: "已签约" },
      },
      {
        id: "to-lost",
        from: open,
        to: "lost",
        manual: true,
        requires: { roles, inputs: ["reason"] },
        label: { en: "Lost with a reason", zh: "附原因输单" },
      },
      {
        id: "to-invalid",
        from: open,
        to: "invalid",
        manual: true,
        requires: { roles, inputs: ["reason"] },
        label: { en: "It was no opportunity", zh: "并非商机" },
      },
    ],
  });
}
