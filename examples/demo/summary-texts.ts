import type { LocalizedText } from "clientele/kernel";

/** What the summary says; `{places}` are filled. */
export const summaryTexts = {
  title: {
    en: "Online Retail: {customers} customers, {orders} orders, as of {asOf} ({zone})",
    zh: "Online Retail：{customers} 位客户，{orders} 笔订单，截至 {asOf}（{zone}）",
  },
  rows: { en: "EVERY ROW ACCOUNTED FOR", zh: "每一行数据的去向" },
  used: { en: "used", zh: "采用" },
  dropped: { en: "left out", zh: "剔除" },
  sum: { en: "all rows of the file", zh: "文件总行数" },
  duplicates: {
    en: "{lines} purchases repeat another line in every column and are kept: the till writes a product on several lines of an invoice ({several} times, with different quantities in {differing} of them). Dropping them would take off {amount}.",
    zh: "有 {lines} 行购买与另一行完全相同，予以保留：收银系统会把同一商品写成发票的多行（{several} 次，其中 {differing} 次数量不同）。若剔除将减少 {amount}。",
  },
  unmatched: {
    en: "Cancellations without an order come to {amount}; they are not taken off anybody.",
    zh: "找不到订单的取消合计 {amount}，未从任何客户扣除。",
  },
  plain: { en: "CHECK AGAINST PUBLISHED FIGURES", zh: "与公开数字核对" },
  plainDefinition: {
    en: "By the plain definition (customer present, no cancellation, quantity and price above 0, nothing else cleaned):",
    zh: "按最简口径（有客户编号、非取消单、数量与单价大于 0，不做其他清洗）：",
  },
  plainFigures: {
    en: "{customers} customers, {orders} orders, {revenue}; {order} an order, {customer} a customer; the best fifth brings {fifth}; of {observed} customers first seen by {day}, {returned} bought on another day within 90 days.",
    zh: "{customers} 位客户，{orders} 笔订单，{revenue}；笔单价 {order}，客单价 {customer}；前五分之一客户贡献 {fifth}；在 {day} 及之前首购的 {observed} 位客户中，{returned} 在 90 天内的另一天再次购买。",
  },
  value: { en: "WHO BRINGS THE REVENUE", zh: "谁在贡献销售额" },
  valueFigures: {
    en: "Net revenue {revenue} (goods, refunds taken off). The best 20 % bring {fifth}, the best 1 % ({few} customers) {percent}; {half} customers bring half. Gini {gini}.",
    zh: "净销售额 {revenue}（仅商品，已扣退款）。前 20 % 客户贡献 {fifth}，前 1 %（{few} 位）贡献 {percent}；{half} 位客户贡献一半。基尼系数 {gini}。",
  },
  best: { en: "The ten best customers", zh: "前十位客户" },
  countries: { en: "The five best countries", zh: "前五个国家" },
  stages: { en: "WHERE THE CUSTOMERS STAND (retail lifecycle)", zh: "客户所处阶段（零售生命周期）" },
  segments: { en: "SEGMENTS (a customer may be in several)", zh: "客户细分（可同时属于多个）" },
  classes: { en: "RFM CLASSES (eleven, quintiles)", zh: "RFM 分类（十一类，五分位）" },
  classes8: { en: "RFM CLASSES (eight, above or below the mean)", zh: "RFM 分类（八类，均值上下）" },
  moves: {
    en: "Since {from}: {stayed} stayed in their class, {moved} moved, {arrived} are new. {sunk} of the champions and loyal of then are not any more.",
    zh: "自 {from} 以来：{stayed} 位留在原类，{moved} 位变化，{arrived} 位新客。当时的冠军与忠诚客户中有 {sunk} 位已不再是。",
  },
  forecast: {
    en: "FORECAST, made at the end of August 2011 and judged on the rest",
    zh: "预测：2011 年 8 月底做出，以其后实际检验",
  },
  forecastHead: {
    en: "(customers, expected, actual, error in total; mean absolute and root mean squared error of a customer)",
    zh: "（客户数、预期、实际、总量误差；单客户平均绝对误差与均方根误差）",
  },
  nextQuarter: {
    en: "Next quarter: £{pounds} expected from all; most from {id}: £{expected} (£{low} to £{high} in {level} of cases).",
    zh: "下一季度：全部客户预期 £{pounds}；最高为 {id}：£{expected}（{level} 的情形在 £{low} 至 £{high}）。",
  },
  retention: { en: "TWO HUNDRED CALLS, listed on 9 September 2011 and judged", zh: "两百通电话：2011 年 9 月 9 日列出并检验" },
  kpis: { en: "INDICATORS, each with its definition and its rivals", zh: "指标：定义与易混指标" },
  inMonth: { en: "in {month}", zh: "{month}" },
  rival: { en: "not to be confused with", zh: "勿与混淆" },
  head: {
    en: "group|customers|share|net revenue|share|list",
    zh: "分组|客户|占比|净销售额|占比|名单",
  },
  listHint: {
    en: "Every number leads to its customers: npm run demo -- --list <name of the list>   (--list alone shows all {count} names)",
    zh: "每个数字都可追溯到客户名单：npm run demo -- --list <名单名>（仅 --list 列出全部 {count} 个名称）",
  },
  report: { en: "Report with charts: {path}", zh: "图表报告：{path}" },
} as const satisfies Readonly<Record<string, LocalizedText>>;
