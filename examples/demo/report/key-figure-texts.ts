import type { LocalizedText } from "clientele/kernel";

/** Definitions of the figures on top of the page, for those that come without one. */
export const keyFigureTexts: Readonly<Record<string, LocalizedText>> = {
  customers: {
    en: "Customers with at least one order of goods that was not cancelled.",
    zh: "至少有一笔未取消商品订单的客户。",
  },
  orders: {
    en: "Invoices of these customers with a positive quantity and price, cancellations aside.",
    zh: "上述客户数量与单价均为正的发票，不含取消单。",
  },
  revenue: {
    en: "Quantity × price over all rows that are kept.",
    zh: "所有保留行的数量 × 单价之和。",
  },
  "average-order-value": { en: "Revenue divided by orders.", zh: "销售额除以订单数。" },
  "spend-per-customer": { en: "Revenue divided by customers.", zh: "销售额除以客户数。" },
  "top-fifth-share": {
    en: "Share of revenue that the best 20% of customers bring.",
    zh: "前 20% 的客户贡献的销售额占比。",
  },
  "second-purchase-90-days": {
    en: "Of the customers first seen at least 90 days before the end, the share who bought on a second day within 90 days.",
    zh: "在数据结束前至少 90 天首次出现的客户中，90 天内在另一天再次购买者的占比。",
  },
  "repeat-purchase-rate-by-order": {
    en: "Of the customers with an order, the share with two or more.",
    zh: "有订单的客户中，订单数达两笔及以上者的占比。",
  },
  "repeat-purchase-rate-by-day": {
    en: "Of the customers with a purchase, the share who bought on two days or more.",
    zh: "有购买的客户中，在两天及以上购买者的占比。",
  },
  gini: {
    en: "0 if every customer brought the same, near 1 if one brought everything.",
    zh: "若人人相同则为 0，若集中于一人则接近 1。",
  },
};
