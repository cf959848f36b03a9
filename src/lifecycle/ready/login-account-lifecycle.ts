import type { Duration } from "../../kernel/index.js";
import { aDuration, anInteger, aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import { defineLifecycle } from "../machine/define-lifecycle.js";
import type { Lifecycle } from "../machine/definition.js";
import { durationSentence, happenedWithin, silentFor, stage } from "./ready-stage.js";

/** Stages of {@link loginAccountLifecycle}. */
export type LoginAccountStage = "invited" | "active" | "locked" | "suspended" | "disabled" | "deleted";

/** Thresholds of {@link loginAccountLifecycle}. */
export interface LoginAccountParameters {
  /** Identifier of the lifecycle; defaults to `login-account`. */
  readonly id?: string | undefined;
  /** Version of the definition, raised when a threshold changes; defaults to 1. */
  readonly version?: number | undefined;
  /** How long an invitation is valid; defaults to 30 days. */
  readonly invitedFor?: Duration | undefined;
  /** Number of failed logins within `failedWithin` that locks the account; defaults to 5. */
  readonly failedLogins?: number | undefined;
  /** Defaults to 15 minutes. */
  readonly failedWithin?: Duration | undefined;
  /** How long a lock lasts; defaults to 30 minutes. */
  readonly lockedFor?: Duration | undefined;
  /** Time without a login after which an account is disabled; defaults to 365 days. */
  readonly dormantAfter?: Duration | undefined;
}

const PARAMETERS: OptionShape<LoginAccountParameters> = {
  id: aText,
  version: anInteger({ min: 1 }),
  invitedFor: aDuration,
  failedLogins: anInteger({ min: 1 }),
  failedWithin: aDuration,
  lockedFor: aDuration,
  dormantAfter: aDuration,
};

/**
 * Returns the lifecycle of a login account: invited, active, locked (after failed logins, for a while), suspended (by hand),
 * disabled (after an expired invitation, a year without a login, or by hand), deleted (permanently).
 *
 * @param parameters - thresholds
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * loginAccountLifecycle().states.deleted.final // => true
 */
export function loginAccountLifecycle(parameters: LoginAccountParameters = {}): Lifecycle<LoginAccountStage> {
  requireOptions(parameters, PARAMETERS);
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
      invited: stage(
        ["Invited", "已邀请"],
        ["Get the owner to log in for the first time.", "引导用户完成首次登录。"],
        "administration",
        { rank: 0 },
      ),
      active: stage(["Active", "正常"], ["Grant no more rights than needed.", "按最小权限原则使用。"], "administration", {
        rank: 1,
      }),
      locked: stage(
        ["Locked", "已锁定"],
        ["Keep attackers out and let the owner back in.", "防止他人猜测密码，帮助本人恢复登录。"],
        "administration",
      ),
      suspended: stage(["Suspended", "已停用待查"], ["Investigate the suspicion.", "查清疑点。"], "administration"),
      disabled: stage(["Disabled", "已禁用"], ["Prevent logins; keep the data.", "禁止登录，数据保留。"], "administration"),
      deleted: stage(
        ["Deleted", "已删除"],
        ["Keep only what the law requires.", "仅保留法律要求保留的数据。"],
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
        label: durationSentence(invitedFor, { en: "Invitation not accepted within {length}", zh: "{length}内未接受邀请" }),
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
        label: durationSentence(
          failedWithin,
          { en: "{count} failed {count:login|logins} within {length}", zh: "{length}内登录失败 {count} 次" },
          failedLogins,
        ),
      },
      {
        id: "lock-ends",
        from: "locked",
        to: "active",
        after: lockedFor,
        label: durationSentence(lockedFor, { en: "Locked for {length}", zh: "已锁定{length}" }),
      },
      {
        id: "falls-silent",
        from: "active",
        to: "disabled",
        when: silentFor(["account.logged-in"], dormantAfter),
        label: durationSentence(dormantAfter, { en: "No login for {length}", zh: "{length}未登录" }),
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
