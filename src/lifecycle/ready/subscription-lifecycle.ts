import type { Duration } from "../../kernel/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { about, stage } from "./ready-stage.js";

/** Stages of {@link subscriptionLifecycle}. */
export type SubscriptionStage = "prospect" | "trial" | "active" | "past-due" | "paused" | "cancelled" | "reactivated";

/** Thresholds of {@link subscriptionLifecycle}. */
export interface SubscriptionParameters {
  /** `subscription` unless told. */
  readonly id?: string;
  readonly version?: number;
  /** How long a trial lasts; 14 days. */
  readonly trialFor?: Duration;
  /** How long a failed payment may stay open; 14 days. */
  readonly graceFor?: Duration;
  /** How long a subscription may rest; 90 days. */
  readonly pauseFor?: Duration;
}

/**
 * The subscription lifecycle: prospect, trial, active, past due, paused, cancelled, reactivated. Driven by the standard
 * subscription interactions; a trial, an unpaid period and a pause end by themselves when their time is over.
 *
 * @param parameters - how long trial, grace and pause last
 * @throws ClienteleError `invalid_lifecycle` for an impossible duration
 * @example
 * subscriptionLifecycle().states["past-due"].label.zh // => "逾期未付"
 */
export function subscriptionLifecycle(parameters: SubscriptionParameters = {}): Lifecycle<SubscriptionStage> {
  const {
    id = "subscription",
    version = 1,
    trialFor = { days: 14 },
    graceFor = { days: 14 },
    pauseFor = { days: 90 },
  } = parameters;
  return defineLifecycle<SubscriptionStage>({
    id,
    version,
    label: { en: "Subscription lifecycle", zh: "订阅生命周期" },
    initial: "prospect",
    states: {
      prospect: stage(["Prospect", "潜在客户"], ["Start a trial.", "引导开始试用。"], "marketing", { rank: 0 }),
      trial: stage(
        ["Trial", "试用中"],
        ["Reach the first success before the trial ends.", "在试用结束前让客户获得首次成功体验。"],
        "onboarding",
        { rank: 1 },
      ),
      active: stage(["Active", "订阅中"], ["Keep using, and use more.", "保持使用并扩大使用范围。"], "success", { rank: 2 }),
      "past-due": stage(["Past due", "逾期未付"], ["Get the payment through without a quarrel.", "平和地促成付款。"], "billing"),
      paused: stage(["Paused", "已暂停"], ["Agree on the day of return.", "约定恢复日期。"], "success"),
      cancelled: stage(["Cancelled", "已取消"], ["Learn why; keep the door open.", "了解原因，保留回归通道。"], "success"),
      reactivated: stage(["Reactivated", "已恢复订阅"], ["Mend what had driven them away.", "解决当初离开的原因。"], "success", {
        rank: 2,
      }),
    },
    transitions: [
      { id: "tries", from: "prospect", to: "trial", on: "trial.started", label: { en: "Started a trial", zh: "开始试用" } },
      {
        id: "subscribes",
        from: ["prospect", "trial"],
        to: "active",
        on: "subscription.started",
        label: { en: "Subscribed", zh: "开始订阅" },
      },
      {
        id: "trial-ends",
        from: "trial",
        to: "cancelled",
        after: trialFor,
        label: about(
          trialFor,
          (length) => `The trial of ${length} ended`,
          (length) => `${length}试用期已结束`,
        ),
      },
      {
        id: "payment-fails",
        from: ["active", "reactivated"],
        to: "past-due",
        on: "subscription.payment-failed",
        label: { en: "A payment failed", zh: "付款失败" },
      },
      { id: "pays", from: "past-due", to: "active", on: "subscription.renewed", label: { en: "Paid", zh: "已付款" } },
      {
        id: "stays-unpaid",
        from: "past-due",
        to: "cancelled",
        after: graceFor,
        label: about(
          graceFor,
          (length) => `Unpaid for ${length}`,
          (length) => `${length}未付款`,
        ),
      },
      {
        id: "pauses",
        from: ["active", "reactivated", "past-due"],
        to: "paused",
        on: "subscription.paused",
        label: { en: "Paused", zh: "暂停订阅" },
      },
      { id: "resumes", from: "paused", to: "active", on: "subscription.resumed", label: { en: "Resumed", zh: "恢复订阅" } },
      {
        id: "pause-ends",
        from: "paused",
        to: "cancelled",
        after: pauseFor,
        label: about(
          pauseFor,
          (length) => `Paused for ${length}`,
          (length) => `暂停已满${length}`,
        ),
      },
      {
        id: "cancels",
        from: ["trial", "active", "reactivated", "past-due", "paused"],
        to: "cancelled",
        on: "subscription.cancelled",
        label: { en: "Cancelled", zh: "取消订阅" },
      },
      {
        id: "returns",
        from: "cancelled",
        to: "reactivated",
        on: ["subscription.started", "subscription.resumed"],
        label: { en: "Subscribed again", zh: "重新订阅" },
      },
      { id: "settles", from: "reactivated", to: "active", on: "subscription.renewed", label: { en: "Renewed", zh: "续订" } },
    ],
  });
}
