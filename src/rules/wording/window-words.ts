import type { CalendarUnit, LocalizedText } from "../../kernel/index.js";
import type { WindowSpec } from "../language/expression.js";
import { durationWords, momentWords } from "./value-words.js";
import { listed, nameOf, say, type Wording } from "./wording.js";

/** Windows follow what they bound in English (with a space before) and precede it in Chinese. */
const texts = {
  last: { en: " in the last {duration}", zh: "最近 {duration}内" },
  between: { en: " from {from} to before {to}", zh: "{from} 起、{to} 之前" },
  since: { en: " since {from}", zh: "{from} 以来" },
  until: { en: " before {to}", zh: "{to} 之前" },
  this: { en: " this {unit} ({zone})", zh: "本{unit}（{zone}）" },
  previous: { en: " in the whole {unit} before this one ({zone})", zh: "上一{unit}（{zone}）" },
  first: { en: " within {duration} from the first {name} on", zh: "首次 {name} 起 {duration}内" },
  latest: { en: " within {duration} from the last {name} on", zh: "最近一次 {name} 起 {duration}内" },
  attribute: { en: " within {duration} from {name} on", zh: "自 {name} 起 {duration}内" },
} satisfies Record<string, LocalizedText>;

const units: Readonly<Record<CalendarUnit, LocalizedText>> = {
  day: { en: "day", zh: "日" },
  week: { en: "week", zh: "周" },
  month: { en: "month", zh: "月" },
  quarter: { en: "quarter", zh: "季度" },
  year: { en: "year", zh: "年" },
};

/** A window in words; nothing for all history. */
export function windowWords(wording: Wording, window: WindowSpec | undefined): string {
  if (window === undefined) return "";
  switch (window.kind) {
    case "last":
      return say(wording, texts.last, { duration: durationWords(wording, window.duration) });
    case "between":
      return say(wording, texts.between, { from: momentWords(wording, window.from), to: momentWords(wording, window.to) });
    case "since":
      return say(wording, texts.since, { from: momentWords(wording, window.from) });
    case "until":
      return say(wording, texts.until, { to: momentWords(wording, window.to) });
    case "this":
    case "previous":
      return say(wording, texts[window.kind], { unit: say(wording, units[window.unit]), zone: window.zone });
    case "within": {
      const duration = durationWords(wording, window.duration);
      if ("attribute" in window.of)
        return say(wording, texts.attribute, { duration, name: nameOf(wording, window.of.attribute) });
      const types = "first" in window.of ? window.of.first : window.of.last;
      const named = types.map((type) => nameOf(wording, type));
      return say(wording, "first" in window.of ? texts.first : texts.latest, { duration, name: listed(wording, named, "or") });
    }
  }
}
