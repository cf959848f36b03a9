import type { CalendarUnit, LocalizedText } from "../../kernel/index.js";
import type { PeriodsSpec, WindowAnchor, WindowSpec } from "../language/expression.js";
import { unitTexts, zoneWords } from "./date-words.js";
import { durationWords, momentWords, spanWords } from "./value-words.js";
import { listed, nameOf, say, typeName, type Wording } from "./wording.js";

/** A window follows its events in English, with a space before it, and precedes them in Chinese. */
const texts = {
  last: { en: " in the last {duration}", zh: "最近 {duration}内" },
  ago: { en: " between {from} and {to} ago", zh: "{from}前至 {to}前" },
  between: { en: " from {from} until just before {to}", zh: "{from} 至 {to}（不含）" },
  since: { en: " since {from}", zh: "自 {from} 以来" },
  until: { en: " before {to}", zh: "{to} 之前" },
  this: { en: " this {unit} ({zone})", zh: "{unit}（{zone}）" },
  previous: { en: " in the previous {unit} ({zone})", zh: "{unit}（{zone}）" },
  first: { en: " in the {duration} from the first {name}", zh: "首次{name}起 {duration}内" },
  latest: { en: " in the {duration} from the last {name}", zh: "最近一次{name}起 {duration}内" },
  afterFirst: { en: " between {from} and {to} after the first {name}", zh: "首次{name}后 {from}至 {to}之间" },
  afterLatest: { en: " between {from} and {to} after the last {name}", zh: "最近一次{name}后 {from}至 {to}之间" },
  afterAttribute: { en: " between {from} and {to} after {name}", zh: "{name}后 {from}至 {to}之间" },
  rolling: { en: "the last {count} {count:period|periods} of {duration}", zh: "最近 {count} 个 {duration}周期" },
  calendar: { en: "the last {count} whole {unit} ({zone})", zh: "最近 {count} 个{unit}（{zone}）" },
  attribute: { en: " in the {duration} from {name}", zh: "自{name}起 {duration}内" },
} satisfies Record<string, LocalizedText>;

const periodUnits: Readonly<Record<CalendarUnit, LocalizedText>> = {
  day: { en: "{count:day|days}", zh: "整天" },
  week: { en: "{count:week|weeks}", zh: "整周" },
  month: { en: "{count:month|months}", zh: "整月" },
  quarter: { en: "{count:quarter|quarters}", zh: "整季度" },
  year: { en: "{count:year|years}", zh: "整年" },
};

type WindowTable = {
  readonly [Kind in WindowSpec["kind"]]: (wording: Wording, window: Extract<WindowSpec, { kind: Kind }>) => string;
};

function calendarWords(wording: Wording, { kind, unit, zone }: Extract<WindowSpec, { kind: "this" | "previous" }>): string {
  return say(wording, texts[kind], { unit: say(wording, unitTexts[kind][unit]), zone: zoneWords(wording, zone) });
}

const windows: WindowTable = {
  last: (wording, { duration }) => say(wording, texts.last, { duration: spanWords(wording, duration) }),
  ago: (wording, { from, to }) => say(wording, texts.ago, { from: durationWords(wording, from), to: durationWords(wording, to) }),
  between: (wording, { from, to }) =>
    say(wording, texts.between, { from: momentWords(wording, from), to: momentWords(wording, to) }),
  since: (wording, { from }) => say(wording, texts.since, { from: momentWords(wording, from) }),
  until: (wording, { to }) => say(wording, texts.until, { to: momentWords(wording, to) }),
  this: calendarWords,
  previous: calendarWords,
  within: (wording, { duration: length, of }) => {
    const text = "attribute" in of ? texts.attribute : "first" in of ? texts.first : texts.latest;
    return say(wording, text, { duration: spanWords(wording, length), name: anchorName(wording, of) });
  },
  after: (wording, { from, to, of }) => {
    const text = "attribute" in of ? texts.afterAttribute : "first" in of ? texts.afterFirst : texts.afterLatest;
    const name = anchorName(wording, of);
    return say(wording, text, { from: durationWords(wording, from), to: durationWords(wording, to), name });
  },
};

function anchorName(wording: Wording, of: WindowAnchor): string {
  if ("attribute" in of) return nameOf(wording, of.attribute);
  const types = "first" in of ? of.first : of.last;
  return listed(
    wording,
    types.map((type) => typeName(wording, type)),
    "or",
  );
}

/** Describes the last periods in each of which something has to hold: "the last 4 whole weeks (Asia/Shanghai)". */
export function periodWords(wording: Wording, periods: PeriodsSpec): string {
  const { count } = periods;
  if ("duration" in periods) return say(wording, texts.rolling, { count, duration: durationWords(wording, periods.duration) });
  const unit = periodUnits[periods.unit];
  return say(wording, texts.calendar, { count, unit: say(wording, unit, { count }), zone: zoneWords(wording, periods.zone) });
}

/** Describes a window; returns `""` for all history. */
export function windowWords(wording: Wording, window: WindowSpec | undefined): string {
  if (window === undefined) return "";
  return (windows[window.kind] as (wording: Wording, window: WindowSpec) => string)(wording, window);
}
