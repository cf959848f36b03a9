import type { Duration } from "../../kernel/index.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { about, happenedWithin, stage } from "./ready-stage.js";

/** Stages of {@link loginAccountLifecycle}. */
export type LoginAccountStage = "invited" | "active" | "locked" | "suspended" | "disabled" | "deleted";

/** Thresholds of {@link loginAccountLifecycle}. */
export interface LoginAccountParameters {
  /** `login-account` unless told. */
  readonly id?: string;
  readonly version?: number;
  /** How long an invitation is good; 30 days. */
  readonly invitedFor?: Duration;
  /** So many failed logins within `failedWithin` lock the account; 5. */
  readonly failedLogins?: number;
  /** 15 minutes. */
  readonly failedWithin?: Duration;
  /** How long a lock lasts; 30 minutes. */
  readonly lockedFor?: Duration;
  /** Without a login for so long, an account is disabled; 365 days. */
  readonly dormantAfter?: Duration;
}

/**
 * The administration of a login account: invited, active, locked (by failed logins, for a time), suspended (by hand),
 * disabled (an invitation that ran out, a year without a login, or by hand), deleted (for good).
 *
 * @param parameters - how long invitations, locks and silence may last
 * @throws ClienteleError `invalid_lifecycle` for an impossible duration
 * @example
 * loginAccountLifecycle().states.deleted.final // => true
 */
export function loginAccountLifecycle(parameters: LoginAccountParameters = {}): Lifecycle<LoginAccountStage> {
  const {
    id = "login-account",
    version = 1,
    invitedFor = { days: 30 },
    failedLogins = 5,
    failedWithin = { minutes: 15 },
    lockedFor = { minutes: 30 },
    dormantAfter = { days: 365 },
  } = parameters;
  const byAdministrator = { roles: ["administrator"], inputs: ["reason"] };
  return defineLifecycle<LoginAccountStage>({
    id,
    version,
    label: { en: "Login account", zh: "登录账户" },
    initial: "invited",
    states: {
      invited: stage(["Invited", "已邀请"], ["Log in for the first time.", "完成首次登录。"], "administration", { rank: 0 }),
      active: stage(
        ["Active", "正常"],
        ["Use the account, with no more rights than needed.", "正常使用，权限最小化。"],
        "administration",
        { rank: 1 },
      ),
      locked: stage(
        ["Locked", "已锁定"],
        ["Keep guessers out; let the owner back in.", "阻止猜测者，让本人恢复登录。"],
        "administration",
      ),
      suspended: stage(["Suspended", "已停用待查"], ["Clear up the suspicion.", "查清疑点。"], "administration"),
      disabled: stage(["Disabled", "已禁用"], ["Nobody logs in; nothing is lost.", "禁止登录，数据保留。"], "administration"),
      deleted: stage(
        ["Deleted", "已删除"],
        ["Keep what the law asks for, no more.", "仅保留法律要求的内容。"],
        "administration",
        { final: true },
      ),
    },
    transitions: [
      { id: "accepts", from: "invited", to: "active", on: "account.logged-in", label: { en: "First login", zh: "首次登录" } },
      {
        id: "invitation-ends",
        from: "invited",
        to: "disabled",
        after: invitedFor,
        label: about(
          invitedFor,
          (length) => `Not accepted within ${length}`,
          (length) => `${length}内未接受邀请`,
        ),
      },
      {
        id: "is-locked",
        from: "active",
        to: "locked",
        on: "account.locked",
        label: { en: "Locked by the system", zh: "系统锁定" },
      },
      {
        id: "fails-to-log-in",
        from: "active",
        to: "locked",
        on: "account.login-failed",
        when: happenedWithin(["account.login-failed"], failedLogins, failedWithin),
        label: about(
          failedWithin,
          (length) => `${failedLogins} failed logins within ${length}`,
          (length) => `${length}内登录失败 ${failedLogins} 次`,
        ),
      },
      {
        id: "lock-ends",
        from: "locked",
        to: "active",
        after: lockedFor,
        label: about(
          lockedFor,
          (length) => `Locked for ${length}`,
          (length) => `已锁定${length}`,
        ),
      },
      {
        id: "falls-silent",
        from: "active",
        to: "disabled",
        when: {
          version: 1,
          kind: "metric",
          metric: { measure: "timeSinceLast", types: ["account.logged-in"] },
          test: { is: "atLeast", value: dormantAfter },
        },
        label: about(
          dormantAfter,
          (length) => `No login for ${length}`,
          (length) => `${length}未登录`,
        ),
      },
      {
        id: "is-suspended",
        from: ["active", "locked"],
        to: "suspended",
        manual: true,
        requires: byAdministrator,
        label: { en: "Suspended by hand", zh: "人工停用" },
      },
      {
        id: "is-disabled",
        from: ["invited", "active", "locked", "suspended"],
        to: "disabled",
        manual: true,
        requires: byAdministrator,
        label: { en: "Disabled by hand", zh: "人工禁用" },
      },
      {
        id: "is-restored",
        from: ["locked", "suspended", "disabled"],
        to: "active",
        manual: true,
        requires: byAdministrator,
        label: { en: "Restored by hand", zh: "人工恢复" },
      },
      {
        id: "is-deleted",
        from: "*",
        to: "deleted",
        manual: true,
        requires: byAdministrator,
        label: { en: "Deleted by hand", zh: "人工删除" },
      },
    ],
  });
}
