import type { ChartText } from "./chart-texts.js";

/** The explanations of the charts of risk and retention. */
export const retentionTexts = {
  riskDistribution: {
    definition: {
      en: "Points of the retail policy for every regular (four purchase days or more) on the evening of 9 September: silence against the own rhythm, orders falling, baskets shrinking. The signals add up.",
      zh: "9 月 9 日晚，零售策略对每位常客（至少四个购买日）的评分：相对自身节奏的沉默、订单减少、客单价下降；各信号分值相加。",
    },
    rival: {
      en: "A score is not a probability: 60 points do not mean that six in ten leave. The calibration below is about the fitted model.",
      zh: "分数不是概率：60 分不代表六成会流失。下方校准图针对拟合模型。",
    },
    reading: {
      en: "Signals that the file cannot feed (complaints, visits, satisfaction) are unknown, not quiet: they lower the known share, not the score.",
      zh: "数据中没有的信号（投诉、访问、满意度）为未知而非正常：降低已知信息占比，不降低分数。",
    },
  },
  riskGain: {
    definition: {
      en: "Regulars sorted by each score on 9 September; for each share that is called, the share found of those who then bought nothing for 91 days.",
      zh: "按 9 月 9 日的各评分排序常客；每一联系比例对应其后 91 天无购买者中被找出的比例。",
    },
    rival: {
      en: "Leavers found are not money found: the lists below count both, and the order changes.",
      zh: "找出人数不等于找回金额：下方名单两者都列，排序会不同。",
    },
    reading: {
      en: "Compare at the length of your list. Between recency and a model there are a dozen leavers in 200 calls: worth having, and not far beyond chance.",
      zh: "在您的名单长度处比较。200 通电话中，模型与近度相差十来位：值得，但仅略超偶然。",
    },
  },
  riskCalibration: {
    definition: {
      en: "Regulars in groups of alike probability by the logistic model; the share that left, with its 95% interval.",
      zh: "按逻辑回归概率相近者分组；实际流失占比及 95% 区间。",
    },
    rival: {
      en: "A good ranking may be badly calibrated: it was learned in spring and summer, and autumn brings people back.",
      zh: "排序好不代表校准好：模型学自春夏，而秋季会带回客户。",
    },
    reading: {
      en: "Points below the dashed line were told too high a risk. Profit is counted from these probabilities, so look here before you spend.",
      zh: "虚线下方的点被高估了风险。利润由这些概率计算，投入之前先看这里。",
    },
  },
  retentionTargets: {
    definition: {
      en: "Each regular by probability of leaving and by the margin of a quarter (30% of what they spend); on the list are the 200 on whom a call is expected to earn most.",
      zh: "每位常客的流失概率与季度毛利（消费额的 30%）；名单为预期收益最高的 200 位。",
    },
    rival: {
      en: "The riskiest are not the list: many of them are worth less than the call and the offer.",
      zh: "最高风险者并不等于名单：其中许多价值低于一次联系与优惠的成本。",
    },
    reading: {
      en: "Expected profit = p·s·(V − o) − (1 − p)·a·o − c with assumed rates (one in five saved, half of the others take £10, a call costs £2). Measure them by a hold-out and put your own.",
      zh: "预期利润 = p·s·(V − o) − (1 − p)·a·o − c，比率为假设（挽回五分之一，其余一半领取 £10，每次联系 £2）。请用对照组测得自己的数值。",
    },
  },
  retentionProfit: {
    definition: {
      en: "Expected profit of calling the first so many of that list, added up.",
      zh: "按名单顺序联系前若干位的累计预期利润。",
    },
    rival: {
      en: "Expected, not earned: only those held out can tell what the calls have earned.",
      zh: "这是预期而非实得：只有对照组能说明电话带来了什么。",
    },
    reading: {
      en: "The curve flattens: the first calls bring most of it. Where it is flat, an hour of the team is better spent elsewhere.",
      zh: "曲线渐平：最前面的电话贡献最大。平缓之处，人力应另作他用。",
    },
  },
  riskContributions: {
    definition: {
      en: "The first customer of the list: points of each signal of the policy; they add up to the score.",
      zh: "名单第一位客户：策略中每个信号的分值，相加即为总分。",
    },
    rival: {
      en: "Contributions say what the score is made of, not what would change the customer's mind.",
      zh: "贡献说明分数的构成，不说明什么能让客户回心转意。",
    },
    reading: {
      en: "The largest bar names the play: silence asks for a call, a shrinking basket for what belongs to it.",
      zh: "最长的条形决定打法：沉默者应致电，客单价下降者应推荐搭配商品。",
    },
  },
} as const satisfies Readonly<Record<string, ChartText>>;
