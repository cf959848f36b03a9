import type { LocalizedText } from "../../kernel/index.js";

/** A named group of RFM cells. */
export interface RfmClass {
  /** Stable, for programs. */
  readonly id: string;
  readonly label: LocalizedText;
  /** Cells as texts of three digits, recency, frequency, monetary, 1 the lowest: `"555"` is the best of five bins. */
  readonly cells: readonly string[];
}

/** Classes that share out all cells of so many bins a measure: every cell is in one class. */
export interface RfmClassTable {
  readonly id: string;
  /** Bins of each measure that the cells speak of. */
  readonly bins: number;
  readonly classes: readonly RfmClass[];
}

const words = (text: string): readonly string[] => text.split(" ");

/** The eleven conventional classes over the 125 cells of quintile scores. */
export const rfmElevenClasses: RfmClassTable = /* @__PURE__ */ (() => ({
  id: "eleven",
  bins: 5,
  classes: [
    { id: "champions", label: { en: "Champions", zh: "冠军客户" }, cells: words("555 554 544 545 454 455 445") },
    { id: "loyal", label: { en: "Loyal", zh: "忠诚客户" }, cells: words("543 444 435 355 354 345 344 335") },
    {
      id: "potential-loyalist",
      label: { en: "Potential loyalists", zh: "潜在忠诚客户" },
      cells: words("553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 333 323"),
    },
    { id: "new", label: { en: "New customers", zh: "新客户" }, cells: words("512 511 422 421 412 411 311") },
    {
      id: "promising",
      label: { en: "Promising", zh: "有潜力客户" },
      cells: words("525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313"),
    },
    {
      id: "need-attention",
      label: { en: "Need attention", zh: "需要关注客户" },
      cells: words("535 534 443 434 343 334 325 324"),
    },
    {
      id: "about-to-sleep",
      label: { en: "About to sleep", zh: "即将沉睡客户" },
      cells: words("331 321 312 221 213 231 241 251"),
    },
    {
      id: "at-risk",
      label: { en: "At risk", zh: "流失风险客户" },
      cells: words("255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124"),
    },
    {
      id: "cannot-lose",
      label: { en: "Cannot lose them", zh: "不可失去客户" },
      cells: words("155 154 144 214 215 115 114 113"),
    },
    {
      id: "hibernating",
      label: { en: "Hibernating", zh: "冬眠客户" },
      cells: words("332 322 233 232 223 222 132 123 122 212 211"),
    },
    { id: "lost", label: { en: "Lost", zh: "流失客户" }, cells: words("111 112 121 131 141 151") },
  ],
}))();

/**
 * The eight classes that Chinese teams use: recency, frequency and monetary each high or low, so two bins a measure,
 * split at the mean, the median or fixed thresholds.
 */
export const rfmEightClasses: RfmClassTable = {
  id: "cn8",
  bins: 2,
  classes: [
    { id: "important-value", label: { en: "Important, to value", zh: "重要价值客户" }, cells: ["222"] },
    { id: "important-develop", label: { en: "Important, to develop", zh: "重要发展客户" }, cells: ["212"] },
    { id: "important-keep", label: { en: "Important, to keep", zh: "重要保持客户" }, cells: ["122"] },
    { id: "important-win-back", label: { en: "Important, to win back", zh: "重要挽留客户" }, cells: ["112"] },
    { id: "general-value", label: { en: "General, to value", zh: "一般价值客户" }, cells: ["221"] },
    { id: "general-develop", label: { en: "General, to develop", zh: "一般发展客户" }, cells: ["211"] },
    { id: "general-keep", label: { en: "General, to keep", zh: "一般保持客户" }, cells: ["121"] },
    { id: "general-win-back", label: { en: "General, to win back", zh: "一般挽留客户" }, cells: ["111"] },
  ],
};
