import type { Duration } from "../../kernel/index.js";
import { aDuration, anInteger, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { durationSentence, stage } from "./ready-stage.js";

/** Stages of {@link subscriptionLifecycle}. */
export type SubscriptionStage = "prospect" | "trial" | "active" | "past-due" | "paused" | "cancelled" | "reactivated";

/** Thresholds of {@link subscriptionLifecycle}. */
export interface SubscriptionParameters {
  /** Identifier of the lifecycle; defaults to `subscription`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** Length of a trial; defaults to 14 days. */
  readonly trialFor?: Duration | undefined;
  /** Grace period after a failed payment; defaults to 14 days. */
  readonly graceFor?: Duration | undefined;
  /** Maximum length of a pause; defaults to 90 days. */
  readonly pauseFor?: Duration | undefined;
}

const PARAMETERS: OptionShape<SubscriptionParameters> = {
  id: aText,
  version: anInteger({ min: 1 }),
  trialFor: aDuration,
  graceFor: aDuration,
  pauseFor: aDuration,
};

/**
 * Returns the subscription lifecycle: prospect, trial, active, past due, paused, cancelled, reactivated. The standard
 * subscription interactions drive it; trials, grace periods and pauses expire after their time.
 *
 * @param parameters - length of trial, grace period and pause
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * subscriptionLifecycle().states["past-due"].label.zh // => "逾期未付"
 */
export function subscriptionLifecycle(parameters: SubscriptionParameters = {}): Lifecycle<SubscriptionStage> {
  requireOptions(parameters, PARAMETERS);
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
      prospect: stage(["Prospect", "潜在客户"], ["Get them to start a trial.", "引导开始试用。"], "marketing", { rank: 0 }),
      trial: stage(
        ["Trial", "试用中"],
        ["Help them succeed once before the trial ends.", "在试用结束前让客户获得首次成功体验。"],
        "onboarding",
        { rank: 1 },
      ),
      active: stage(["Active", "订阅中"], ["Keep them using it, and using more of it.", "保持使用并扩大使用范围。"], "success", {
        rank: 2,
      }),
      "past-due": stage(
        ["Past due", "逾期未付"],
        ["Collect the payment without straining the relationship.", "妥善沟通，促成付款。"],
        "billing",
      ),
      paused: stage(["Paused", "已暂停"], ["Agree on a date to resume.", "约定恢复日期。"], "success"),
      cancelled: stage(
        ["Cancelled", "已取消"],
        ["Find out why, and make it easy to return.", "了解原因，保留恢复订阅的入口。"],
        "success",
      ),
      reactivated: stage(["Reactivated", "已恢复订阅"], ["Fix what made them leave.", "解决当初导致离开的问题。"], "success", {
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
        label: durationSentence(trialFor, { en: "The trial of {length} ended", zh: "{length}试用期已结束" }),
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
        label: durationSentence(graceFor, { en: "Unpaid for {length}", zh: "{length}未付款" }),
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
        label: durationSentence(pauseFor, { en: "Paused for {length}", zh: "暂停已满{length}" }),
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
