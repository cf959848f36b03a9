import { type Duration, type LocalizedText } from "../../kernel/index.js";
import { durationMilliseconds } from "../../kernel/internal.js";
import type { Rule } from "../../rules/index.js";
import type { StateDefinition } from "../machine/definition.js";

/** A stage of a ready lifecycle: its label, what is wanted of those in it, and whose task that is. */
export function stage(
  [en, zh]: readonly [string, string],
  [goalEn, goalZh]: readonly [string, string],
  owner: string,
  more: Omit<StateDefinition, "label" | "strategy"> = {},
): StateDefinition {
  return { label: { en, zh }, strategy: { goal: { en: goalEn, zh: goalZh }, owner }, ...more };
}

/** True from so long after the last interaction of some types on. */
export function silentFor(types: readonly string[], silence: Duration): Rule {
  return { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types }, test: { is: "atLeast", value: silence } };
}

/** True when so many interactions of some types happened within a time. */
export function happenedWithin(types: readonly string[], least: number, duration: Duration): Rule {
  return {
    version: 1,
    kind: "metric",
    metric: { measure: "count", types, window: { kind: "last", duration } },
    test: { is: "atLeast", value: least },
  };
}

/** A duration for people: in whole days if it is one, else in hours or minutes. */
export function inWords(duration: Duration): { readonly en: string; readonly zh: string } {
  const minutes = durationMilliseconds(duration) / 60_000;
  const [count, en, zh] =
    minutes % 1440 === 0
      ? [minutes / 1440, "day", "天"]
      : minutes % 60 === 0
        ? [minutes / 60, "hour", "小时"]
        : [minutes, "minute", "分钟"];
  return { en: `${count} ${en}${count === 1 ? "" : "s"}`, zh: `${count} ${zh}` };
}

/** A sentence about a duration, in both languages. */
export function about(duration: Duration, en: (length: string) => string, zh: (length: string) => string): LocalizedText {
  const words = inWords(duration);
  return { en: en(words.en), zh: zh(words.zh) };
}
