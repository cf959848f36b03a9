import { type Duration, localize, type LocalizedText } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Rule } from "../../rules/index.js";
import type { StateDefinition } from "../machine/definition.js";

/** Returns a stage of a ready lifecycle: its label, its goal, and the team that owns it. */
export function stage(
  [en, zh]: readonly [string, string],
  [goalEn, goalZh]: readonly [string, string],
  owner: string,
  more: Omit<StateDefinition, "label" | "strategy"> = {},
): StateDefinition {
  return { label: { en, zh }, strategy: { goal: { en: goalEn, zh: goalZh }, owner }, ...more };
}

/** Returns a rule that holds once some time has passed since the last interaction of some types. */
export function silentFor(types: readonly string[], silence: Duration): Rule {
  return { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types }, test: { is: "atLeast", value: silence } };
}

/** Returns a rule that holds if at least `min` interactions of some types happened within a time. */
export function happenedWithin(types: readonly string[], min: number, duration: Duration): Rule {
  return {
    version: 1,
    kind: "metric",
    metric: { measure: "count", types, window: { kind: "last", duration } },
    test: { is: "atLeast", value: min },
  };
}

const UNITS = [
  { minutes: 1440, text: { en: "{count} {count:day|days}", zh: "{count} 天" } },
  { minutes: 60, text: { en: "{count} {count:hour|hours}", zh: "{count} 小时" } },
  { minutes: 1, text: { en: "{count} {count:minute|minutes}", zh: "{count} 分钟" } },
] as const;

/** Returns a duration as a text for people: in days if they are whole, otherwise in hours or minutes. */
export function durationText(duration: Duration): LocalizedText {
  const total = durationMilliseconds(duration) / 60_000;
  const { minutes, text } = UNITS.find((unit) => total % unit.minutes === 0) ?? UNITS[2];
  const count = total / minutes;
  return {
    en: localize(text, { locale: "en", values: { count } }),
    zh: localize(text, { locale: "zh", values: { count } }),
  };
}

/** Returns a sentence in both languages, with `{length}` for a duration and `{count}` for a number. */
export function durationSentence(duration: Duration, text: LocalizedText, count = 0): LocalizedText {
  const length = durationText(duration);
  return {
    en: localize(text, { locale: "en", values: { length: length.en, count } }),
    zh: localize(text, { locale: "zh", values: { length: length.zh, count } }),
  };
}
