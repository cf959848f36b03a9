import type { KpiCondition, KpiDefinition, KpiTerm } from "./kpi.js";

const bought: KpiCondition = { in: "window", quantity: "orders", min: 1 };
const boughtBefore: KpiCondition = { in: "previous", quantity: "orders", min: 1 };

const buyers: KpiTerm = {
  label: { en: "customers with an order in the window", zh: "期内有订单的客户" },
  quantity: "customers",
  where: [bought],
};
const earlierBuyers: KpiTerm = {
  label: { en: "customers with an order in the previous window", zh: "上期有订单的客户" },
  quantity: "customers",
  where: [boughtBefore],
};
const revenue: KpiTerm = {
  label: { en: "net revenue of the window", zh: "期内净销售额" },
  quantity: "revenue",
};

const ordersOfWindow = {
  en: "An order belongs to the window of its earliest row, together with its refunds, whenever they were paid. Orders without a positive net amount do not count.",
  zh: "订单归属其最早一行所在的时间窗口；退款无论何时发生都冲减原订单。净额不大于零的订单不计。",
};
const windowAndBefore = {
  en: `${ordersOfWindow.en} The previous window is the previous calendar unit, or a window of the same length directly before.`,
  zh: `${ordersOfWindow.zh}上期为前一个日历单位，或紧邻其前的等长时段。`,
};

const names = {
  byOrder: { en: "Repeat-purchase rate, by order", zh: "复购率（按订单）" },
  byDay: { en: "Repeat-purchase rate, by purchase day", zh: "复购率（按购买日）" },
  repurchase: { en: "Repurchase rate of a base cohort", zh: "回购率" },
  spend: { en: "Spend per customer", zh: "客单价" },
  order: { en: "Average order value", zh: "笔单价" },
  item: { en: "Average unit price", zh: "件单价" },
  retention: { en: "Customer retention", zh: "留存率" },
  cohort: { en: "Cohort retention", zh: "同期群留存率" },
  churn: { en: "Customer churn, by period", zh: "流失率（按期）" },
} as const;

/** The usual KPIs by identifier. Each names its rivals, because numbers of the same name often differ between teams. */
export const kpiCatalog = {
  "repeat-purchase-rate-by-order": {
    id: "repeat-purchase-rate-by-order",
    version: 1,
    name: names.byOrder,
    definition: {
      en: "Share of the customers who ordered in the window that placed two or more orders in it.",
      zh: "期内下单客户中，下单两次及以上者所占比例。",
    },
    unit: "share",
    numerator: {
      label: { en: "customers with two or more orders", zh: "下单两次及以上的客户" },
      quantity: "customers",
      where: [{ in: "window", quantity: "orders", min: 2 }],
    },
    denominator: buyers,
    window: ordersOfWindow,
    rivals: [
      {
        id: "repeat-purchase-rate-by-day",
        name: names.byDay,
        difference: {
          en: "Counts two orders on one day once, so it is never higher: a basket split in two is not a repeat purchase.",
          zh: "同一天的两笔订单只算一次，因此不会更高：拆成两单的一次购物不算复购。",
        },
      },
      {
        id: "repurchase-rate",
        name: names.repurchase,
        difference: {
          en: "Starts from the buyers of an earlier period and counts those who bought again in a later one.",
          zh: "以前一时期的购买者为基数，看后一时期有多少人再次购买。",
        },
      },
    ],
  },
  "repeat-purchase-rate-by-day": {
    id: "repeat-purchase-rate-by-day",
    version: 1,
    name: names.byDay,
    definition: {
      en: "Share of the customers who bought in the window that bought on two or more days (in the time zone of the business).",
      zh: "期内购买客户中，在两个及以上不同日期（按商家时区）购买者所占比例。",
    },
    unit: "share",
    numerator: {
      label: { en: "customers with two or more purchase days", zh: "购买日两天及以上的客户" },
      quantity: "customers",
      where: [{ in: "window", quantity: "days", min: 2 }],
    },
    denominator: {
      label: { en: "customers with a purchase day in the window", zh: "期内有购买日的客户" },
      quantity: "customers",
      where: [{ in: "window", quantity: "days", min: 1 }],
    },
    window: {
      en: `${ordersOfWindow.en} A purchase day is a day with a positive net amount.`,
      zh: `${ordersOfWindow.zh}购买日指当日净额大于零的日期。`,
    },
    rivals: [
      {
        id: "repeat-purchase-rate-by-order",
        name: names.byOrder,
        difference: {
          en: "Counts orders, so a second order on the same day is a repeat purchase.",
          zh: "按订单计数，同一天的第二笔订单也算复购。",
        },
      },
    ],
  },
  "spend-per-customer": {
    id: "spend-per-customer",
    version: 1,
    name: names.spend,
    definition: {
      en: "Net revenue of the window divided by the number of customers who ordered in it.",
      zh: "期内净销售额除以期内下单客户数。",
    },
    unit: "money",
    numerator: revenue,
    denominator: buyers,
    window: ordersOfWindow,
    rivals: [
      {
        id: "average-order-value",
        name: names.order,
        difference: {
          en: "Divides by orders, not customers, so it is lower if customers order more than once. Some teams call this one 客单价.",
          zh: "除以订单数而非客户数：只要有人多次下单就会更低。有的团队把它叫作客单价。",
        },
      },
    ],
  },
  "average-order-value": {
    id: "average-order-value",
    version: 1,
    name: names.order,
    definition: {
      en: "Net revenue of the window divided by the number of its orders.",
      zh: "期内净销售额除以期内订单数。",
    },
    unit: "money",
    numerator: revenue,
    denominator: {
      label: { en: "orders of the window", zh: "期内订单" },
      quantity: "orders",
      where: [bought],
    },
    window: ordersOfWindow,
    rivals: [
      {
        id: "spend-per-customer",
        name: names.spend,
        difference: {
          en: "Divides by customers, so it also grows when the same customers order more often.",
          zh: "除以客户数：同一批人买得更勤时也会上升。",
        },
      },
      {
        id: "average-unit-price",
        name: names.item,
        difference: { en: "Divides by units sold.", zh: "除以售出件数。" },
      },
    ],
  },
  "retention-rate": {
    id: "retention-rate",
    version: 1,
    name: names.retention,
    definition: {
      en: "Share of the customers who ordered in the previous window that also ordered in this one.",
      zh: "上期下单客户中，本期仍下单者所占比例。",
    },
    unit: "share",
    numerator: {
      label: { en: "customers with an order in both windows", zh: "两期均有订单的客户" },
      quantity: "customers",
      where: [boughtBefore, bought],
    },
    denominator: earlierBuyers,
    window: windowAndBefore,
    rivals: [
      {
        id: "cohort-retention",
        name: names.cohort,
        difference: {
          en: "Follows the customers whose first activity was in one month (cohortRetention). This KPI follows all buyers, including old customers, and is higher.",
          zh: "只追踪某月首次活跃的客户（cohortRetention）；本指标追踪所有购买者，含老客，因此更高。",
        },
      },
      {
        id: "churn-rate-by-period",
        name: names.churn,
        difference: { en: "The complement: both add up to 1.", zh: "两者互补，相加为 1。" },
      },
    ],
  },
  "churn-rate-by-period": {
    id: "churn-rate-by-period",
    version: 1,
    name: names.churn,
    definition: {
      en: "Share of the customers who ordered in the previous window that did not order in this one.",
      zh: "上期下单客户中，本期没有订单者所占比例。",
    },
    unit: "share",
    numerator: {
      label: { en: "customers with an order in the previous window but none in this one", zh: "上期有、本期无订单的客户" },
      quantity: "customers",
      where: [boughtBefore, { in: "window", quantity: "orders", max: 0 }],
    },
    denominator: earlierBuyers,
    window: windowAndBefore,
    rivals: [
      {
        id: "retention-rate",
        name: names.retention,
        difference: { en: "The complement: both add up to 1.", zh: "两者互补，相加为 1。" },
      },
      {
        id: "probability-alive",
        name: { en: "1 − P(alive) of a CLV model", zh: "1 − 存活概率（CLV 模型）" },
        difference: {
          en: "Without a contract, customers do not announce that they leave: an infrequent buyer who skips a month counts as churned here and as alive there.",
          zh: "非契约关系中没有人宣布离开：隔月不买的低频客户在这里算流失，在模型里仍然存活。",
        },
      },
    ],
  },
} as const satisfies Readonly<Record<string, KpiDefinition>>;

/** Identifiers of {@link kpiCatalog}. */
export type CatalogKpi = keyof typeof kpiCatalog;
