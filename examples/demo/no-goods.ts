import type { LocalizedText } from "clientele/kernel";

/** Stock codes that are no goods, and what they are. Every other code is a product of the shop. */
export const nonMerchandiseCodes: ReadonlyMap<string, LocalizedText> = new Map([
  ["POST", { en: "postage", zh: "邮费" }],
  ["DOT", { en: "postage of the web shop", zh: "网店邮费" }],
  ["C2", { en: "carriage", zh: "运费" }],
  ["M", { en: "manual correction", zh: "手工调整" }],
  ["m", { en: "manual correction", zh: "手工调整" }],
  ["D", { en: "discount", zh: "折扣" }],
  ["S", { en: "samples", zh: "样品" }],
  ["B", { en: "bad debt", zh: "坏账" }],
  ["BANK CHARGES", { en: "bank charges", zh: "银行手续费" }],
  ["AMAZONFEE", { en: "fee of a marketplace", zh: "电商平台费" }],
  ["CRUK", { en: "commission to a charity", zh: "慈善佣金" }],
]);

/** Vouchers are money in advance: the goods that they buy are counted when they are bought. */
export function isVoucher(product: string): boolean {
  return product.startsWith("gift_0001_");
}
