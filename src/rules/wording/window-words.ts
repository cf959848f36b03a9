import type { LocalizedText } from "../../kernel/index.js";
import type { WindowSpec } from "../language/expression.js";
import { unitTexts, zoneWords } from "./date-words.js";
import { momentWords, spanWords } from "./value-words.js";
import { listed, nameOf, say, type Wording } from "./wording.js";

/** A window follows its events in English, with a space before it, and precedes them in Chinese. */
const texts = {
  last: { en: " in the last {duration}", zh: "最近 {duration}内" },
  between: { en: " from {from} until just before {to}", zh: "{from} 至 {to}（不含）" },
  since: { en: " since {from}", zh: "自 {from} 以来" },
  until: { en: " before {to}", zh: "{to} 之前" },
  this: { en: " this {unit} ({zone})", zh: "{unit}（{zone}）" },
  previous: { en: " in the previous {unit} ({zone})", zh: "{unit}（{zone}）" },
  first: { en: " in the {duration} from the first {name}", zh: "首次{name}起 {duration}内" },
  latest: { en: " in the {duration} from the last {name}", zh: "最近一次{name}起 {duration}内" },
  attribute: { en: " in the {duration} from {name}", zh: "自{name}起 {duration}内" },
} satisfies Record<string, LocalizedText>;

type WindowTable = {
  readonly [Kind in WindowSpec["kind"]]: (wording: Wording, window: Extract<WindowSpec, { kind: Kind }>) => string;
};

function calendarWords(wording: Wording, { kind, unit, zone }: Extract<WindowSpec, { kind: "this" | "previous" }>): string {
  return say(wording, texts[kind], { unit: say(wording, unitTexts[kind][unit]), zone: zoneWords(wording, zone) });
}

const windows: WindowTable = {
  last: (wording, { duration }) => say(wording, texts.last, { duration: spanWords(wording, duration) }),
  between: (wording, { from, to }) =>
    say(wording, texts.between, { from: momentWords(wording, from), to: momentWords(wording, to) }),
  since: (wording, { from }) => say(wording, texts.since, { from: momentWords(wording, from) }),
  until: (wording, { to }) => say(wording, texts.until, { to: momentWords(wording, to) }),
  this: calendarWords,
  previous: calendarWords,
  within: (wording, { duration: length, of }) => {
    const duration = spanWords(wording, length);
    if ("attribute" in of) return say(wording, texts.attribute, { duration, name: nameOf(wording, of.attribute) });
    const named = ("first" in of ? of.first : of.last).map((type) => nameOf(wording, type));
    return say(wording, "first" in of ? texts.first : texts.latest, { duration, name: listed(wording, named, "or") });
  },
};

/** Describes a window; returns `""` for all history. */
export function windowWords(wording: Wording, window: WindowSpec | undefined): string {
  if (window === undefined) return "";
  return (windows[window.kind] as (wording: Wording, window: WindowSpec) => string)(wording, window);
}
