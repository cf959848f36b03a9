import type { Duration } from "../../kernel/index.js";
import { aDuration, anInteger, aText, listOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { durationSentence, happenedWithin, silentFor, stage } from "./ready-stage.js";

/** Stages of {@link accountLifecycle}. */
export type AccountStage = "lead" | "mql" | "sql" | "opportunity" | "customer" | "champion" | "former";

/** Thresholds of {@link accountLifecycle}. */
export interface AccountParameters {
  /** Identifier of the lifecycle; defaults to `account`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** Interactions that show interest; defaults to clicks and replies, attended events and page views. */
  readonly engagement?: readonly string[] | undefined;
  /** Number of them within `engagedWithin` that qualifies an account for marketing; defaults to 3. */
  readonly engagements?: number | undefined;
  /** Defaults to 90 days. */
  readonly engagedWithin?: Duration | undefined;
  /** Silence after which a marketing-qualified lead becomes a lead again; defaults to 90 days. */
  readonly recycleAfter?: Duration | undefined;
  /** Interactions that make an account a customer; defaults to payments received and orders placed. */
  readonly deals?: readonly string[] | undefined;
  /** Time without a deal after which a customer counts as former; defaults to 365 days. */
  readonly formerAfter?: Duration | undefined;
}

const PARAMETERS: OptionShape<AccountParameters> = {
  id: aText,
  version: anInteger({ min: 1 }),
  engagement: listOf(aText),
  engagements: anInteger({ min: 1 }),
  engagedWithin: aDuration,
  recycleAfter: aDuration,
  deals: listOf(aText),
  formerAfter: aDuration,
};

/**
 * Returns the lifecycle of a business account: lead, marketing-qualified, sales-qualified, opportunity, customer, champion,
 * former. An account is qualified by its interactions or by hand (`stage.changed`), and becomes a customer with the first deal.
 *
 * @param parameters - interactions that count, and thresholds
 * @throws ClienteleError `invalid_option`, `invalid_duration`, `invalid_lifecycle` for an unknown interaction
 * @example
 * accountLifecycle().states.mql.label.en // => "Marketing-qualified lead"
 */
export function accountLifecycle(parameters: AccountParameters = {}): Lifecycle<AccountStage> {
  requireOptions(parameters, PARAMETERS);
  const {
    id = "account",
    version = 1,
    engagement = ["message.clicked", "message.replied", "event.attended", "page.viewed"],
    engagements = 3,
    engagedWithin = { days: 90 },
    recycleAfter = { days: 90 },
    deals = ["payment.received", "order.placed"],
    formerAfter = { days: 365 },
  } = parameters;
  return defineLifecycle<AccountStage>({
    id,
    version,
    label: { en: "Account lifecycle", zh: "企业客户生命周期" },
    initial: "lead",
    states: {
      lead: stage(["Lead", "线索"], ["Find out who they are and raise their interest.", "了解对方并激发兴趣。"], "marketing", {
        rank: 0,
      }),
      mql: stage(
        ["Marketing-qualified lead", "市场认可线索"],
        ["Hand over to sales while interest is high.", "趁热移交销售。"],
        "marketing",
        { rank: 1 },
      ),
      sql: stage(
        ["Sales-qualified lead", "销售认可线索"],
        ["Confirm need, budget, decision makers and timing.", "确认需求、预算、决策人与时间。"],
        "sales",
        { rank: 2 },
      ),
      opportunity: stage(
        ["Opportunity", "商机"],
        ["Win the deal, or rule it out early.", "争取赢单，无望则尽早放弃。"],
        "sales",
        { rank: 3 },
      ),
      customer: stage(["Customer", "成交客户"], ["Deliver, renew and expand.", "交付、续约、拓展。"], "success", { rank: 4 }),
      champion: stage(["Champion", "拥护客户"], ["Thank them and ask for referrals.", "感谢支持，邀请推荐。"], "success", {
        rank: 5,
      }),
      former: stage(
        ["Former customer", "流失客户"],
        ["Find out why they left; reconnect when the time is right.", "了解流失原因，择机重新联系。"],
        "sales",
      ),
    },
    transitions: [
      {
        id: "buys",
        from: ["lead", "mql", "sql", "opportunity"],
        to: "customer",
        on: deals,
        priority: 1,
        label: { en: "Payment received or order placed", zh: "已回款或下单" },
      },
      {
        id: "is-interested",
        from: "lead",
        to: "mql",
        on: engagement,
        when: happenedWithin(engagement, engagements, engagedWithin),
        label: durationSentence(
          engagedWithin,
          { en: "Showed interest {count} {count:time|times} within {length}", zh: "{length}内互动 {count} 次" },
          engagements,
        ),
      },
      {
        id: "talks",
        from: ["lead", "mql"],
        to: "sql",
        on: "meeting.held",
        manual: true,
        label: { en: "Sales started talking to them", zh: "销售已跟进" },
      },
      {
        id: "opens",
        from: ["mql", "sql"],
        to: "opportunity",
        manual: true,
        requires: { roles: ["sales"], inputs: ["amount", "closeDate"] },
        label: { en: "Opportunity opened", zh: "商机已建立" },
      },
      {
        id: "is-put-back",
        from: ["sql", "opportunity"],
        to: "lead",
        manual: true,
        requires: { inputs: ["reason"] },
        label: { en: "Returned with a reason", zh: "附原因退回" },
      },
      {
        id: "cools",
        from: "mql",
        to: "lead",
        when: silentFor(engagement, recycleAfter),
        label: durationSentence(recycleAfter, { en: "No interest for {length}", zh: "{length}无互动" }),
      },
      {
        id: "recommends",
        from: "customer",
        to: "champion",
        on: "referral.made",
        label: { en: "Referred a new customer", zh: "推荐了新客户" },
      },
      {
        id: "leaves",
        from: ["customer", "champion"],
        to: "former",
        on: "subscription.cancelled",
        label: { en: "Cancelled the subscription", zh: "取消订阅" },
      },
      {
        id: "falls-silent",
        from: ["customer", "champion"],
        to: "former",
        when: silentFor(deals, formerAfter),
        label: durationSentence(formerAfter, { en: "No deal for {length}", zh: "{length}无成交" }),
      },
      { id: "returns", from: "former", to: "customer", on: deals, label: { en: "Bought again", zh: "再次成交" } },
    ],
  });
}
