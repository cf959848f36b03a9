import type { Duration } from "clientele/kernel";
import {
  describeRule,
  type Expression,
  type Measure,
  type Metric,
  type Rule,
  safeParseRule,
  standardCatalog,
  type Test,
  type TestName,
  type WindowSpec,
} from "clientele/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleArbitrary, schema } from "../../fixtures/arbitrary-rules.js";

/** English and Chinese. */
type Sentences = readonly [en: string, zh: string];

function expectSentences(
  expression: Expression,
  [en, zh]: Sentences,
  source: Parameters<typeof describeRule>[1] = { schema },
): void {
  const rule = { version: 1, ...expression } as Rule;
  expect(describeRule(rule, source)).toBe(en);
  expect(describeRule(rule, { ...source, locale: "zh" })).toBe(zh);
}

describe("describeRule of a test", () => {
  const tests = {
    equals: [{ is: "equals", value: "CN" }, "country", 'country is "CN"', "country 为“CN”"],
    notEquals: [
      { is: "notEquals", value: "CN", ignoreCase: true },
      "country",
      'country is known and is not "CN" (ignoring the case of A–Z)',
      "country 有值且不为“CN”（不区分 A–Z 大小写）",
    ],
    oneOf: [
      { is: "oneOf", values: ["CN", "SG", "DE"] },
      "country",
      'country is "CN", "SG" or "DE"',
      "country 为“CN”、“SG”或“DE”",
    ],
    notOneOf: [{ is: "notOneOf", values: [1, 2] }, "level", "level is known and is not 1 or 2", "level 有值且不为 1 或 2"],
    atLeast: [{ is: "atLeast", value: 3 }, "level", "level is at least 3", "level 至少为 3"],
    moreThan: [
      { is: "moreThan", value: { attribute: "limit" } },
      "level",
      "level is more than the subject's limit",
      "level 大于该对象的 limit",
    ],
    atMost: [{ is: "atMost", value: -2.5 }, "score", "score is at most -2.5", "score 不超过 -2.5"],
    lessThan: [{ is: "lessThan", value: 3 }, "level", "level is less than 3", "level 小于 3"],
    between: [
      { is: "between", from: 1, to: 5 },
      "level",
      "level is between 1 and 5 (inclusive)",
      "level 在 1 到 5 之间（含两端）",
    ],
    contains: [{ is: "contains", value: 'a"b' }, "name", 'name contains "a\\"b"', 'name 包含“a\\"b”'],
    startsWith: [{ is: "startsWith", value: "a" }, "name", 'name starts with "a"', "name 以“a”开头"],
    endsWith: [{ is: "endsWith", value: "a" }, "name", 'name ends with "a"', "name 以“a”结尾"],
    like: [
      { is: "like", value: "a*b" },
      "name",
      'name matches "a*b" (* stands for any text)',
      "name 匹配“a*b”（* 代表任意文本）",
    ],
    has: [{ is: "has", value: "vip" }, "tags", 'tags includes "vip"', "tags 含有“vip”"],
    hasAny: [{ is: "hasAny", values: [1, 2] }, "sizes", "sizes includes 1 or 2", "sizes 含有 1 或 2"],
    hasAll: [{ is: "hasAll", values: ["a", "b"] }, "tags", 'tags includes "a" and "b"', "tags 含有“a”和“b”"],
    size: [
      { is: "size", test: { is: "between", from: 1, to: 3 } },
      "blob",
      "blob has between 1 and 3 items",
      "blob 的元素个数在 1 到 3 之间",
    ],
    missing: [{ is: "missing" }, "name", "name has no value", "name 没有值"],
    present: [{ is: "present" }, "name", "name has a value", "name 有值"],
    before: [
      { is: "before", value: "2026-03-01T00:00:00+08:00" },
      "joined",
      "joined is before 2026-02-28 16:00 UTC",
      "joined 早于 2026-02-28 16:00 UTC",
    ],
    after: [{ is: "after", value: "2026-03-01" }, "born", "born is after 2026-03-01", "born 晚于 2026-03-01"],
    withinLast: [
      { is: "withinLast", duration: { weeks: 1, hours: 2 } },
      "joined",
      "joined is within the last 1 week 2 hours",
      "joined 在最近 1 周 2 小时内",
    ],
    withinNext: [
      { is: "withinNext", duration: { days: 3 }, zone: "Asia/Shanghai" },
      "born",
      "born is within the next 3 days (dates in Asia/Shanghai)",
      "born 在未来 3 天内（按 Asia/Shanghai 时区的日期）",
    ],
    calendar: [
      { is: "calendar", which: "next", unit: "month", zone: "Asia/Shanghai" },
      "joined",
      "joined is in the next month (dates in Asia/Shanghai)",
      "joined 在下月（按 Asia/Shanghai 时区的日期）",
    ],
    part: [
      { is: "part", part: "weekday", test: { is: "equals", value: 7 }, zone: "Asia/Shanghai" },
      "joined",
      "joined is on a Sunday (dates in Asia/Shanghai)",
      "joined 是周日（按 Asia/Shanghai 时区的日期）",
    ],
    age: [
      { is: "age", test: { is: "atLeast", value: 18 }, zone: "UTC", leapDay: "03-01" },
      "born",
      "born gives an age of at least 18 (dates in UTC; 29 February counts as 1 March in other years)",
      "born 对应的周岁年龄至少为 18（按 UTC 时区的日期；平年中 2 月 29 日按 3 月 1 日计）",
    ],
    anniversary: [
      { is: "anniversary", days: 7, zone: "UTC" },
      "born",
      "born has its anniversary today or within the next 7 days (dates in UTC)",
      "born 的周年日在今天或未来 7 天内（按 UTC 时区的日期）",
    ],
    someItem: [
      {
        is: "someItem",
        where: {
          kind: "all",
          of: [
            { kind: "property", path: "sku", test: { is: "equals", value: "A" } },
            { kind: "property", path: "qty", test: { is: "atLeast", value: 3 } },
          ],
        },
      },
      "devices",
      'devices has an item where sku is "A" and qty is at least 3',
      "devices 中有一项满足：sku 为“A”，且 qty 至少为 3",
    ],
    itemCount: [
      {
        is: "itemCount",
        test: { is: "atLeast", value: 2 },
        where: { kind: "property", path: "gift", test: { is: "equals", value: true } },
      },
      "devices",
      "devices has at least 2 items where gift is true",
      "devices 中满足“gift 为“是””的元素个数至少为 2",
    ],
  } satisfies Record<TestName, readonly [Test, string, string, string]>;

  test.each(Object.entries(tests))("describes the test %s", (_name, [test, path, en, zh]) => {
    expectSentences({ kind: "attribute", path, test }, [en, zh]);
  });

  test("describes an anniversary today", () => {
    expectSentences({ kind: "attribute", path: "born", test: { is: "anniversary", days: 0, zone: "UTC" } }, [
      "born has its anniversary today (dates in UTC)",
      "born 的周年日是今天（按 UTC 时区的日期）",
    ]);
  });

  test("cuts long texts and lists, and says how much is left out", () => {
    const values = Array.from({ length: 9_999 }, (_, index) => index);
    expectSentences({ kind: "attribute", path: "level", test: { is: "oneOf", values } }, [
      "level is 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 or 9,989 more",
      "level 为 0、1、2、3、4、5、6、7、8、9 或另外 9,989 个值",
    ]);
    expectSentences({ kind: "attribute", path: "name", test: { is: "equals", value: "😀".repeat(1_000_000) } }, [
      `name is "${"😀".repeat(80)}…"`,
      `name 为“${"😀".repeat(80)}…”`,
    ]);
  });
});

describe("describeRule of a metric", () => {
  const metric = (rest: Partial<Metric> & Pick<Metric, "measure">, test: Test): Expression => ({
    kind: "metric",
    metric: { types: ["order"], ...rest } as Metric,
    test,
  });
  const three: Test = { is: "atLeast", value: 3 };
  const long: Test = { is: "moreThan", value: { days: 30 } };
  const measures = {
    count: [metric({ measure: "count" }, three), "order happened at least 3 times", "order 至少 3 次"],
    sum: [
      metric({ measure: "sum", property: "price" }, three),
      "the sum of price over order is at least 3",
      "order 的 price 总和至少为 3",
    ],
    average: [
      metric({ measure: "average", property: "amount", currency: "USD" }, { is: "lessThan", value: 1050 }),
      "the average amount in USD over order is less than 10.50 USD",
      "order 的 amount（USD）平均值小于 10.50 USD",
    ],
    minimum: [
      metric({ measure: "minimum", property: "free" }, three),
      "the smallest free over order is at least 3",
      "order 的 free 最小值至少为 3",
    ],
    maximum: [
      metric({ measure: "maximum", property: "amount" }, three),
      "the largest amount over order is at least 3 minor units",
      "order 的 amount 最大值至少为 3 个最小货币单位",
    ],
    distinct: [
      metric({ measure: "distinct", property: "sku" }, three),
      "the number of distinct values of sku over order is at least 3",
      "order 的 sku 不同取值个数至少为 3",
    ],
    first: [
      metric({ measure: "first" }, { is: "before", value: "2026-01-01T00:00:00Z" }),
      "the time of the first order is before 2026-01-01 00:00 UTC",
      "首次 order 的时间早于 2026-01-01 00:00 UTC",
    ],
    last: [
      metric({ measure: "last", property: "sku" }, { is: "equals", value: "a" }),
      'the sku of the last order is "a"',
      "最近一次 order 的 sku 为“a”",
    ],
    timeSinceFirst: [
      metric({ measure: "timeSinceFirst" }, long),
      "the time since the first order is more than 30 days",
      "距首次 order 的时长大于 30 天",
    ],
    timeSinceLast: [
      metric({ measure: "timeSinceLast" }, long),
      "the time since the last order is more than 30 days",
      "距最近一次 order 的时长大于 30 天",
    ],
    daysActive: [
      metric({ measure: "daysActive", zone: "Asia/Shanghai" }, three),
      "the number of days (Asia/Shanghai) with order is at least 3",
      "有 order 的天数（Asia/Shanghai）至少为 3",
    ],
    longestGap: [
      metric({ measure: "longestGap" }, long),
      "the longest gap between one order and the next is more than 30 days",
      "相邻两次 order 的最长间隔大于 30 天",
    ],
    meanGap: [
      metric({ measure: "meanGap" }, long),
      "the mean gap between one order and the next is more than 30 days",
      "相邻两次 order 的平均间隔大于 30 天",
    ],
    longestBreak: [
      metric({ measure: "longestBreak", window: { kind: "last", duration: { days: 7 } } }, long),
      "the longest break that ended with order in the last 7 days is more than 30 days",
      "最近 7 天内 order 距上一次的最长间隔大于 30 天",
    ],
    fewestPerPeriod: [
      metric(
        { measure: "fewestPerPeriod", periods: { count: 4, unit: "week", zone: "Asia/Shanghai" } },
        { is: "atLeast", value: 2 },
      ),
      "order happened at least 2 times in each of the last 4 whole weeks (Asia/Shanghai)",
      "最近 4 个整周（Asia/Shanghai）中，每个周期 order 至少 2 次",
    ],
    trend: [
      metric({ measure: "trend", window: { kind: "last", duration: { days: 30 } } }, { is: "lessThan", value: 0.5 }),
      "the ratio of the count of order in the last 30 days to the 30 days before is less than 0.5",
      "order 最近 30 天的次数与此前 30 天之比小于 0.5",
    ],
    unanswered: [
      metric({ measure: "unanswered", answer: { types: ["view"] }, same: "sku", openFor: { days: 3 } }, three),
      "the number of order not followed by view with the same sku for at least 3 days is at least 3",
      "order 之后满 3 天尚无 sku 相同的 view 的次数至少为 3",
    ],
    knownFor: [
      { kind: "metric", metric: { measure: "knownFor" }, test: long },
      "the time since the subject became known is more than 30 days",
      "该对象建档以来的时长大于 30 天",
    ],
  } satisfies Record<Measure, readonly [Expression, string, string]>;

  test("describes periods of a length, and a test that is no minimum", () => {
    const periods = { count: 3, duration: { days: 10 } };
    expectSentences(metric({ measure: "fewestPerPeriod", periods }, { is: "moreThan", value: 1 }), [
      "order happened more than once in each of the last 3 periods of 10 days",
      "最近 3 个 10 天周期中，每个周期 order 多于 1 次",
    ]);
    expectSentences(metric({ measure: "fewestPerPeriod", periods }, { is: "lessThan", value: 2 }), [
      "the smallest count of order in any of the last 3 periods of 10 days is less than 2",
      "最近 3 个 10 天周期中 order 次数的最小值小于 2",
    ]);
  });

  test.each(Object.entries(measures))("describes the measure %s", (_name, [expression, en, zh]) => {
    expectSentences(expression, [en, zh]);
  });

  test("describes never, once and other numbers of times", () => {
    const count = (test: Test) => metric({ measure: "count", window: { kind: "last", duration: { days: 60 } } }, test);
    expectSentences(count({ is: "equals", value: 0 }), ["order did not happen in the last 60 days", "最近 60 天内未发生 order"]);
    expectSentences(count({ is: "equals", value: 1 }), [
      "order happened exactly once in the last 60 days",
      "最近 60 天内 order 恰好 1 次",
    ]);
    expectSentences(count({ is: "oneOf", values: [1, 3] }), [
      "the count of order in the last 60 days is 1 or 3",
      "最近 60 天内 order 的次数为 1 或 3",
    ]);
  });

  test("describes conditions on an interaction, with brackets where and meets or", () => {
    const where = {
      kind: "all",
      of: [
        { kind: "property", path: "amount", test: { is: "atLeast", value: 100_000 } },
        { kind: "property", path: "currency", test: { is: "equals", value: "JPY" } },
        {
          kind: "any",
          of: [
            { kind: "channel", test: { is: "equals", value: "web" } },
            { kind: "not", of: { kind: "property", path: "express", test: { is: "equals", value: true } } },
          ],
        },
      ],
    } as const;
    expectSentences(metric({ measure: "count", types: ["order", "view"], where }, three), [
      'order or view (where amount is at least 100,000 JPY and currency is "JPY" and (the channel is "web" or not (express is true))) happened at least 3 times',
      "order 或 view（其中 amount 至少为 100,000 JPY，且 currency 为“JPY”，且（渠道为“web”，或并非（express 为“是”）））至少 3 次",
    ]);
  });

  const windows = {
    last: [{ kind: "last", duration: { days: 30 } }, " in the last 30 days", "最近 30 天内 "],
    between: [
      { kind: "between", from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" },
      " from 2026-01-01 00:00 UTC until just before 2026-02-01 00:00 UTC",
      "2026-01-01 00:00 UTC 至 2026-02-01 00:00 UTC（不含）",
    ],
    since: [
      { kind: "since", from: "2026-01-01T00:00:00.001Z" },
      " since 2026-01-01 00:00:00.001 UTC",
      "自 2026-01-01 00:00:00.001 UTC 以来 ",
    ],
    until: [{ kind: "until", to: "2026-01-01T00:00:01Z" }, " before 2026-01-01 00:00:01 UTC", "2026-01-01 00:00:01 UTC 之前 "],
    this: [{ kind: "this", unit: "quarter", zone: "UTC" }, " this quarter (UTC)", "本季度（UTC）"],
    previous: [
      { kind: "previous", unit: "week", zone: "Europe/London" },
      " in the previous week (Europe/London)",
      "上周（Europe/London）",
    ],
    within: [
      { kind: "within", duration: { days: 7 }, of: { first: ["view", "order"] } },
      " in the 7 days from the first view or order",
      "首次 view 或 order 起 7 天内 ",
    ],
    ago: [{ kind: "ago", from: { days: 60 }, to: { days: 30 } }, " between 60 days and 30 days ago", "60 天前至 30 天前 "],
    after: [
      { kind: "after", from: { days: 7 }, to: { days: 14 }, of: { first: ["view"] } },
      " between 7 days and 14 days after the first view",
      "首次 view 后 7 天至 14 天之间 ",
    ],
  } satisfies Record<WindowSpec["kind"], readonly [WindowSpec, string, string]>;

  test.each(Object.entries(windows))("describes the window %s", (_name, [window, en, zh]) => {
    expectSentences(metric({ measure: "count", window }, three), [
      `order happened at least 3 times${en}`,
      `${zh}order 至少 3 次`,
    ]);
  });

  test("describes the other starts of a relative window", () => {
    const within = (of: Extract<WindowSpec, { kind: "within" }>["of"]) =>
      describeRule({
        version: 1,
        ...metric({ measure: "count", window: { kind: "within", duration: { days: 7 }, of } }, three),
      } as Rule);
    expect(within({ last: ["view"] })).toBe("order happened at least 3 times in the 7 days from the last view");
    expect(within({ attribute: "joined" })).toBe("order happened at least 3 times in the 7 days from joined");
  });
});

describe("describeRule of a node", () => {
  const a: Expression = { kind: "attribute", path: "name", test: { is: "equals", value: "a" } };
  const b: Expression = { kind: "attribute", path: "level", test: { is: "atLeast", value: 2 } };
  const c: Expression = { kind: "attribute", path: "active", test: { is: "equals", value: true } };
  const nodes = {
    all: [
      { kind: "all", of: [a, { kind: "any", of: [b, c] }, { kind: "all", of: [b, c] }] },
      'name is "a" and (level is at least 2 or active is true) and level is at least 2 and active is true',
      "name 为“a”，且（level 至少为 2，或 active 为“是”），且 level 至少为 2，且 active 为“是”",
    ],
    any: [
      { kind: "any", of: [a, { kind: "any", of: [{ kind: "all", of: [b, c] }] }] },
      'name is "a" or (level is at least 2 and active is true)',
      "name 为“a”，或（level 至少为 2，且 active 为“是”）",
    ],
    not: [
      { kind: "not", of: { kind: "any", of: [a, b] } },
      'not (name is "a" or level is at least 2)',
      "并非（name 为“a”，或 level 至少为 2）",
    ],
    atLeast: [
      { kind: "atLeast", count: 2, of: [a, b, c] },
      'at least 2 of these 3 hold: (name is "a"), (level is at least 2), (active is true)',
      "以下 3 项中至少满足 2 项：（name 为“a”）、（level 至少为 2）、（active 为“是”）",
    ],
    attribute: [a, 'name is "a"', "name 为“a”"],
    metric: [
      { kind: "metric", metric: { measure: "count", types: ["order"] }, test: { is: "present" } },
      "the count of order has a value",
      "order 的次数有值",
    ],
    figures: [
      {
        kind: "figures",
        left: {
          ratio: [
            {
              difference: [
                { metric: { measure: "count", types: ["order"] } },
                { metric: { measure: "count", types: ["view"], window: { kind: "last", duration: { days: 7 } } } },
              ],
            },
            { attribute: "seats" },
          ],
        },
        is: "moreThan",
        right: { value: 0.3 },
      },
      "the ratio of (the count of order minus the count of view in the last 7 days) to seats is more than 0.3",
      "（order 的次数减去最近 7 天内 view 的次数）与 seats 之比大于 0.3",
    ],
    sequence: [
      {
        kind: "sequence",
        steps: [
          { types: ["view"] },
          { types: ["order"], where: { kind: "channel", test: { is: "equals", value: "web" } } },
          { types: ["view"] },
        ],
        within: { hours: 2 },
        window: { kind: "last", duration: { days: 3 } },
        anchor: "any",
      },
      'at least one view in the last 3 days was followed by order (where the channel is "web"), then by view, all within 2 hours',
      "最近 3 天内某次 view 之后 2 小时内先后有 order（其中渠道为“web”）、view",
    ],
    absence: [
      { kind: "absence", first: { types: ["view"] }, missing: { types: ["order"] }, within: { hours: 2 } },
      "the last view was not followed by order within 2 hours",
      "最后一次 view 之后 2 小时内没有 order",
    ],
    state: [
      { kind: "state", key: "stage:retail", test: { is: "equals", value: "loyal" }, for: { days: 7 } },
      'stage:retail is "loyal" (for at least 7 days)',
      "stage:retail 为“loyal”（已持续至少 7 天）",
    ],
    share: [
      { kind: "share", salt: "spring", share: 0.07, hash: "fnv1a-fmix32" },
      'the subject is in the random 7% share "spring"',
      "属于随机抽样“spring”（7%）",
    ],
  } satisfies Record<Expression["kind"], readonly [Expression, string, string]>;

  test("shows control and invisible characters as escapes, in values, paths and names", () => {
    const value = "a\u0007\u001b[31m\u200b\u202e\u{e0041}\n👩‍💻";
    const named = (path: string): Rule => ({ version: 2, kind: "attribute", path, test: { is: "equals", value } });
    const escaped = "a\\u0007\\u001b[31m\\u200b\\u202e\\u{e0041}\\n👩‍💻";
    expect(describeRule(named("name"))).toBe(`name is "${escaped}"`);
    expect(describeRule(named("na\u009bme"))).toBe(`"na\\u009bme" is "${escaped}"`);
    expect(describeRule(named("name"), { names: { name: { en: "the\u0000 name", zh: "the\u0000 name" } }, locale: "zh" })).toBe(
      `the\\u0000 name 为“${escaped}”`,
    );
  });

  test("reads a learned duration in days and smaller units", () => {
    const silent: Rule = {
      version: 2,
      kind: "metric",
      metric: { measure: "timeSinceLast", types: ["order"] },
      test: { is: "between", from: { milliseconds: 4_620_672_000 }, to: { days: 90 } },
    };
    expect(describeRule(silent)).toBe(
      "the time since the last order is between 53 days 11 hours 31 minutes 12 seconds and 90 days (inclusive)",
    );
    expect(describeRule(silent, { locale: "zh" })).toBe(
      "距最近一次 order 的时长在 53 天 11 小时 31 分钟 12 秒到 90 天之间（含两端）",
    );
  });

  test("describes steps that may be at the same instant, and the anchor of each version", () => {
    const steps = [{ types: ["view"] }, { types: ["order"], atOrAfter: true }] as const;
    const words = (rule: Rule) => [describeRule(rule), describeRule(rule, { locale: "zh" })];
    expect(words({ version: 2, kind: "sequence", steps })).toEqual([
      "at least one view was followed by order (at the same instant or later)",
      "某次 view 之后有 order（含同一时刻）",
    ]);
    expect(words({ version: 1, kind: "sequence", steps })[0]).toBe(
      "the last view was followed by order (at the same instant or later)",
    );
    expect(words({ version: 2, kind: "absence", first: steps[0], missing: steps[1], within: { hours: 2 } })).toEqual([
      "the last view was not followed by order (at the same instant or later) within 2 hours",
      "最后一次 view 之后 2 小时内没有 order（含同一时刻）",
    ]);
  });

  test.each(Object.entries(nodes))("describes the node %s", (_name, [expression, en, zh]) => {
    expectSentences(expression, [en, zh]);
  });

  test("uses the given names, and quotes names with unusual characters", () => {
    const rule: Expression = {
      kind: "metric",
      metric: { measure: "count", types: ["order.placed", "it's odd"] },
      test: { is: "atLeast", value: 1 },
    };
    const names = { "order.placed": { en: "an order", zh: "下单" } };
    expectSentences(rule, ['an order or "it\'s odd" happened at least once', "下单或“it's odd”至少 1 次"], { names });
  });

  test("writes an amount with the decimals of its currency: two for the dollar, none for the yen, three for the dinar", () => {
    const spent = (currency: string) =>
      describeRule(
        {
          version: 1,
          kind: "metric",
          metric: { measure: "sum", types: ["order.placed"], property: "total", currency },
          test: { is: "atLeast", value: 123_456 },
        },
        { schema: standardCatalog },
      );
    expect(spent("USD")).toContain("the sum of total in USD over order.placed is at least 1,234.56 USD");
    expect(spent("JPY")).toContain("the sum of total in JPY over order.placed is at least 123,456 JPY");
    expect(spent("KWD")).toContain("is at least 123.456 KWD");
  });

  test("writes a duration as it was given, or in days and smaller units where that reads badly", () => {
    const silent = (value: Duration, locale: string) =>
      describeRule(
        { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types: ["order"] }, test: { is: "moreThan", value } },
        { locale },
      ).replace("the time since the last order is more than ", "");
    expect(silent({ milliseconds: 4_620_672_000 }, "en")).toBe("53 days 11 hours 31 minutes 12 seconds");
    expect(silent({ milliseconds: 4_620_672_000 }, "zh")).toBe("距最近一次 order 的时长大于 53 天 11 小时 31 分钟 12 秒");
    expect(silent({ days: 365 }, "en")).toBe("365 days");
    expect(silent({ weeks: 1, hours: 48 }, "en")).toBe("1 week 48 hours");
    expect(silent({ days: 2, hours: -1 }, "en")).toBe("1 day 23 hours");
  });

  test("leaves out a single 1 after the last and the next", () => {
    const recent = (duration: Duration) =>
      describeRule({ version: 1, kind: "attribute", path: "joined", test: { is: "withinLast", duration } });
    expect(recent({ hours: 1 })).toBe("joined is within the last hour");
    expect(recent({ days: 1, hours: 1 })).toBe("joined is within the last 1 day 1 hour");
  });

  test("escapes control characters and those that change the direction of text", () => {
    const named = (value: string) => describeRule({ version: 1, kind: "attribute", path: "name", test: { is: "equals", value } });
    expect(named("a\nb\u0007\u0085\u202e\u2028c")).toBe('name is "a\\nb\\u0007\\u0085\\u202e\\u2028c"');
    expect(named("👩‍🔬é 客户")).toBe('name is "👩‍🔬é 客户"');
  });

  test("refuses an invalid rule", () => {
    expect(() => describeRule({ version: 1, kind: "all", of: [] })).toThrow(expect.objectContaining({ code: "invalid_rule" }));
  });
});

describe("describeRule of random rules", () => {
  test("returns one line with every place filled, in both languages", () => {
    fc.assert(
      fc.property(ruleArbitrary, fc.constantFrom("en", "zh"), (rule, locale) => {
        const sentence = describeRule(rule, { schema, locale });
        expect(sentence).not.toMatch(/undefined|NaN|\[object|\{\w+\}|\n| {2}/);
        expect(sentence.trim()).toBe(sentence);
      }),
      { numRuns: 500 },
    );
  });

  test("leaves nothing out: a change of any constant, name or option changes the sentence", () => {
    let changes = 0;
    fc.assert(
      fc.property(ruleArbitrary, fc.constantFrom("en", "zh"), fc.nat(), (rule, locale, choice) => {
        const variants = variantsOf(rule).filter((variant) => safeParseRule(variant, { schema }).ok);
        const variant = variants[choice % variants.length];
        if (variant === undefined) return;
        changes++;
        expect(describeRule(variant as Rule, { schema, locale }), JSON.stringify(variant)).not.toBe(
          describeRule(rule, { schema, locale }),
        );
      }),
      { numRuns: 600 },
    );
    expect(changes).toBeGreaterThan(400);
  });
});

/** Copies of a value, each with one scalar in it changed to another that means something else. */
function variantsOf(value: unknown, key = ""): unknown[] {
  if (typeof value === "number") return key === "version" ? [] : [value + 1];
  if (typeof value === "boolean") return [!value].filter(() => key !== "version");
  if (typeof value === "string") return (others[value] ?? [`${value}x`, later(value)]).filter((other) => other !== value);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => variantsOf(item).map((other) => value.with(index, other)));
  }
  // All of one part and any of one part are the same.
  const isOfOne =
    "of" in (value as object) && Array.isArray((value as { of: unknown }).of) && (value as { of: unknown[] }).of.length === 1;
  return Object.entries(value as object)
    .filter(([name]) => !(isOfOne && name === "kind"))
    .flatMap(([name, child]) => variantsOf(child, name).map((other) => ({ ...(value as object), [name]: other })));
}

/** Words of the language that can stand for one another. */
const others: Readonly<Record<string, readonly string[]>> = {
  all: ["any"],
  any: ["all", "last"],
  last: ["first", "any"],
  first: ["last"],
  this: ["previous"],
  equals: ["notEquals"],
  notEquals: ["equals"],
  atLeast: ["moreThan"],
  atMost: ["lessThan"],
  contains: ["like"],
  has: ["has"],
  oneOf: ["notOneOf"],
  missing: ["present"],
  before: ["after"],
  withinLast: ["withinNext"],
  UTC: ["Europe/Paris"],
  "Europe/London": ["UTC"],
  order: ["view"],
  view: ["order"],
  joined: ["createdAt"],
  score: ["level"],
  USD: ["EUR"],
  day: ["week"],
  month: ["quarter"],
  "02-28": ["03-01"],
  "03-01": ["02-28"],
};

/** A later date or instant. */
function later(text: string): string {
  const milliseconds = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(milliseconds)) return text;
  return new Date(milliseconds + 86_400_000).toISOString().slice(0, text.length === 10 ? 10 : 24);
}
