import type { Duration } from "../../kernel/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { about, happenedWithin, silentFor, stage } from "./ready-stage.js";

/** Stages of {@link accountLifecycle}. */
export type AccountStage = "lead" | "mql" | "sql" | "opportunity" | "customer" | "champion" | "former";

/** Thresholds of {@link accountLifecycle}. */
export interface AccountParameters {
  /** `account` unless told. */
  readonly id?: string;
  readonly version?: number;
  /** Interactions by which an account shows interest. */
  readonly engagement?: readonly string[];
  /** So many of them within `engagedWithin` qualify for marketing; 3. */
  readonly engagements?: number;
  /** 90 days. */
  readonly engagedWithin?: Duration;
  /** Without any of them for so long, a qualified lead goes back; 90 days. */
  readonly recycleAfter?: Duration;
  /** Interactions that make a customer: in B2B, money received; an order counts too unless told otherwise. */
  readonly deals?: readonly string[];
  /** Without a deal for so long, a customer is a former one; 365 days. */
  readonly formerAfter?: Duration;
}

/**
 * The lifecycle of a business account: lead, marketing-qualified, sales-qualified, opportunity, customer, champion,
 * former. Qualified by what the account does, or by hand (`stage.changed`); a customer by money received.
 *
 * @param parameters - what shows interest, what makes a customer, how long silence may last
 * @throws ClienteleError `invalid_lifecycle` for an unknown interaction or an impossible duration
 * @example
 * accountLifecycle().states.mql.label.en // => "Marketing-qualified lead"
 */
export function accountLifecycle(parameters: AccountParameters = {}): Lifecycle<AccountStage> {
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
      lead: stage(["Lead", "线索"], ["Learn who they are and wake their interest.", "了解对方并激发兴趣。"], "marketing", {
        rank: 0,
      }),
      mql: stage(
        ["Marketing-qualified lead", "市场认可线索"],
        ["Hand over to sales while the interest is fresh.", "趁兴趣尚在移交销售。"],
        "marketing",
        { rank: 1 },
      ),
      sql: stage(
        ["Sales-qualified lead", "销售认可线索"],
        ["Confirm need, budget, decision makers, time.", "确认需求、预算、决策人与时间。"],
        "sales",
        { rank: 2 },
      ),
      opportunity: stage(
        ["Opportunity", "商机"],
        ["Win the deal, or learn early that it is none.", "赢单，或尽早判断无望。"],
        "sales",
        { rank: 3 },
      ),
      customer: stage(["Customer", "成交客户"], ["Deliver, renew, widen.", "交付、续约、拓展。"], "success", { rank: 4 }),
      champion: stage(["Champion", "拥护客户"], ["Thank, and be recommended.", "致谢并促成推荐。"], "success", { rank: 5 }),
      former: stage(["Former customer", "流失客户"], ["Learn why; return when it fits.", "了解原因，伺机回归。"], "sales"),
    },
    transitions: [
      {
        id: "buys",
        from: ["lead", "mql", "sql", "opportunity"],
        to: "customer",
        on: deals,
        priority: 1,
        label: { en: "Money received or order placed", zh: "已回款或下单" },
      },
      {
        id: "is-interested",
        from: "lead",
        to: "mql",
        on: engagement,
        when: happenedWithin(engagement, engagements, engagedWithin),
        label: about(
          engagedWithin,
          (length) => `Showed interest ${engagements} times within ${length}`,
          (length) => `${length}内互动 ${engagements} 次`,
        ),
      },
      {
        id: "talks",
        from: ["lead", "mql"],
        to: "sql",
        on: "meeting.held",
        manual: true,
        label: { en: "Sales took it up", zh: "销售已跟进" },
      },
      {
        id: "opens",
        from: ["mql", "sql"],
        to: "opportunity",
        manual: true,
        requires: { roles: ["sales"], inputs: ["amount", "closeDate"] },
        label: { en: "A deal was opened", zh: "商机已建立" },
      },
      {
        id: "is-put-back",
        from: ["sql", "opportunity"],
        to: "lead",
        manual: true,
        requires: { inputs: ["reason"] },
        label: { en: "Put back with a reason", zh: "附原因退回" },
      },
      {
        id: "cools",
        from: "mql",
        to: "lead",
        when: silentFor(engagement, recycleAfter),
        label: about(
          recycleAfter,
          (length) => `No interest for ${length}`,
          (length) => `${length}无互动`,
        ),
      },
      {
        id: "recommends",
        from: "customer",
        to: "champion",
        on: "referral.made",
        label: { en: "Recommended us", zh: "推荐了新客户" },
      },
      {
        id: "leaves",
        from: ["customer", "champion"],
        to: "former",
        on: "subscription.cancelled",
        label: { en: "Cancelled", zh: "取消订阅" },
      },
      {
        id: "falls-silent",
        from: ["customer", "champion"],
        to: "former",
        when: silentFor(deals, formerAfter),
        label: about(
          formerAfter,
          (length) => `No deal for ${length}`,
          (length) => `${length}无成交`,
        ),
      },
      { id: "returns", from: "former", to: "customer", on: deals, label: { en: "Bought again", zh: "再次成交" } },
    ],
  });
}
