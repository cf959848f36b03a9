import { anInteger, aText, listOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { stage } from "./ready-stage.js";

/** Stages of {@link opportunityLifecycle}. */
export type OpportunityStage = "qualification" | "needs-analysis" | "proposal" | "negotiation" | "won" | "lost" | "invalid";

/** Parameters of {@link opportunityLifecycle}. */
export interface OpportunityParameters {
  /** Identifier of the lifecycle; defaults to `opportunity`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** Roles that may move an opportunity; defaults to `sales`. */
  readonly roles?: readonly string[] | undefined;
}

const PARAMETERS: OptionShape<OpportunityParameters> = { id: aText, version: anInteger({ min: 1 }), roles: listOf(aText) };

/**
 * Returns the lifecycle of a sales opportunity. It is moved by hand, and each move requires what must be known before it. A
 * payment wins it. Won, lost and invalid (赢单, 输单, 无效) are final; moving back and skipping forward are both allowed.
 *
 * @param parameters - roles that may move an opportunity
 * @throws ClienteleError `invalid_option`
 * @example
 * opportunityLifecycle().transitions.find(({ to }) => to === "lost")?.requires?.inputs // => ["reason"]
 */
export function opportunityLifecycle(parameters: OpportunityParameters = {}): Lifecycle<OpportunityStage> {
  requireOptions(parameters, PARAMETERS);
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
        ["Find out whether there is a need, a budget and a decision maker.", "确认是否有需求、预算与决策人。"],
        "sales",
        { rank: 0 },
      ),
      "needs-analysis": stage(
        ["Needs analysis", "需求分析"],
        ["Understand the problem in the customer's own words.", "从客户的角度理解问题。"],
        "sales",
        { rank: 1 },
      ),
      proposal: stage(["Proposal", "方案报价"], ["Make an offer that meets the need.", "给出满足需求的方案。"], "sales", {
        rank: 2,
      }),
      negotiation: stage(
        ["Negotiation", "商务谈判"],
        ["Close the deal without giving up the margin.", "达成一致并守住毛利。"],
        "sales",
        { rank: 3 },
      ),
      won: stage(
        ["Won", "赢单"],
        ["Hand over to delivery with every promise on record.", "将全部承诺完整移交交付团队。"],
        "success",
        {
          rank: 4,
          final: true,
        },
      ),
      lost: stage(["Lost", "输单"], ["Find out the real reason.", "了解真实原因。"], "sales", { final: true }),
      invalid: stage(["Invalid", "无效"], ["Spend no more time on it.", "不再投入时间。"], "sales", { final: true }),
    },
    transitions: [
      {
        id: "is-paid",
        from: open,
        to: "won",
        on: "payment.received",
        priority: 1,
        label: { en: "Payment received", zh: "已回款" },
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
        label: { en: "Decision maker identified", zh: "已确认决策人" },
      },
      {
        id: "to-proposal",
        from: others("proposal"),
        to: "proposal",
        manual: true,
        requires: { roles, inputs: ["amount", "closeDate"] },
        label: { en: "Offer made", zh: "已报价" },
      },
      {
        id: "to-negotiation",
        from: others("negotiation"),
        to: "negotiation",
        manual: true,
        requires: { roles, inputs: ["amount", "closeDate"] },
        label: { en: "Terms under discussion", zh: "洽谈条款" },
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
        label: { en: "Not a real opportunity", zh: "并非真实商机" },
      },
    ],
  });
}
