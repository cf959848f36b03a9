import type { ChartText } from "./chart-texts.js";

/** The explanations of the charts of stages, segments and clusters. */
export const groupTexts = {
  transitionMatrix: {
    definition: {
      en: "Every move from one stage to another over the whole period; a row adds up to 100%. Large: share of the moves out of the row's stage, small: their number.",
      zh: "整个期间内所有阶段变更；每行合计 100%。大字为占该行转出的比例，小字为次数。",
    },
    rival: {
      en: "A share of moves is not a share of customers: who has not moved yet is in no cell, and who moved twice is in two.",
      zh: "流转占比不是客户占比：尚未变更的客户不在任何格中，变更两次的客户计两次。",
    },
    reading: {
      en: "Follow a row: where do those go who leave? The dark cells are the ways that most take; a way up that few take is where a play helps.",
      zh: "沿一行看：离开者去了哪里？深色格是多数人走的路；少有人走的上升之路，正是打法可以发力之处。",
    },
  },
  timeInStage: {
    definition: {
      en: "Stays in a stage from the day it was entered; a stay that still lasts counts as open (Kaplan–Meier), until when it was seen.",
      zh: "自进入阶段之日起计算停留时间；仍在持续的停留按删失处理（Kaplan–Meier）。",
    },
    rival: {
      en: "The average of the stays that are over is shorter than the truth: the long ones are still running.",
      zh: "只对已结束的停留取平均会偏短：长的停留还没有结束。",
    },
    reading: {
      en: "A steep fall is a stage that is left quickly. The drop at 90 days is the rule itself: silence of 90 days is what at risk means.",
      zh: "下降陡的阶段很快就会离开。90 天处的下跌来自规则本身：沉默 90 天即视为流失预警。",
    },
  },
  stageAbsorption: {
    definition: {
      en: "The population as a Markov chain with looks 30 days apart; the end is dormant or lost. Means over all ways that customers took so far.",
      zh: "把客户群看作每 30 天观察一次的马尔可夫链，以沉睡或流失为终点，按迄今的流转取平均。",
    },
    rival: {
      en: "Not a lifetime value, and not a promise about one customer: the chain forgets how long somebody has been in a stage.",
      zh: "这不是终身价值，也不是对单个客户的承诺：该链不记得客户已在阶段中停留多久。",
    },
    reading: {
      en: "The difference between two bars is what it is worth, in time, to bring a customer from one stage to the other.",
      zh: "两根条形之差，就是把客户从一个阶段带到另一个阶段所换来的时间。",
    },
  },
  stageForecast: {
    definition: {
      en: "Today's customers move as customers moved so far, and as many arrive as arrived on average. The band is two standard deviations of chance.",
      zh: "现有客户按以往的规律流转，新客按以往平均数到来。色带为两个标准差的随机波动。",
    },
    rival: {
      en: "No season, no campaign, no new competitor: the band holds chance, not a change of the world. Christmas is in the past months, and not in the next.",
      zh: "未包含季节、活动与新竞争者：色带只反映随机性，不反映环境变化。过去几个月含圣诞旺季，未来几个月没有。",
    },
    reading: {
      en: "Compare the upper lines with the lower ones: does the base grow, or do new customers only replace those who fall silent?",
      zh: "比较上下各线：客户基础在增长，还是新客只是在填补沉默者的空缺？",
    },
  },
  stageLeaks: {
    definition: {
      en: "Falls from a stage that is not silent into one that is; value is the net revenue of those who have not come up again by the end.",
      zh: "从未沉默的阶段跌入沉默阶段；价值为截至期末仍未回升客户的净销售额。",
    },
    rival: {
      en: "What they brought in the past is not what they would bring: see the forecasts for that.",
      zh: "过去贡献不等于未来贡献；后者请看预测部分。",
    },
    reading: {
      en: "The longest bar is where a retention play pays first. A fall of which many return by themselves needs less of it.",
      zh: "最长的条形最值得先做挽留；若多数人会自行回升，则不必过度投入。",
    },
  },
  segmentSizes: {
    definition: {
      en: "Customers who meet the segment's rule at the date of the report.",
      zh: "在报告日期满足客群规则的客户数。",
    },
    rival: {
      en: "Segments may overlap and need not cover everybody; classes share all customers out.",
      zh: "客群可以重叠，也不必覆盖所有客户；分类则把全部客户划分开。",
    },
    reading: {
      en: "A segment that holds half of all customers is too wide to treat alike; one of ten is worth a call each.",
      zh: "占一半客户的客群太宽，难以同等对待；只有十来人的客群值得逐个联系。",
    },
  },
  segmentOverlap: {
    definition: {
      en: "Of the customers in the row's segment, the share who are in the column's segment too.",
      zh: "行客群的客户中，同时属于列客群的比例。",
    },
    rival: {
      en: "The two directions differ: all of a small segment may be a tenth of a large one.",
      zh: "两个方向含义不同：小客群的全部可能只是大客群的一成。",
    },
    reading: {
      en: "Dark cells: these customers would get both messages. Decide which goes first.",
      zh: "深色格表示这些客户会同时收到两类消息，应先决定优先级。",
    },
  },
  segmentGrid: {
    definition: {
      en: "Every customer by the stage of today and the ABC class of net revenue. Large: customers; small: net revenue of each.",
      zh: "按当前阶段与净销售额 ABC 分类交叉。大字为客户数，小字为人均净销售额。",
    },
    rival: {
      en: "The stage says what happens now, the class what was: a class A customer may long be gone.",
      zh: "阶段反映现在，分类反映过去：A 类客户也可能早已离开。",
    },
    reading: {
      en: "Class A in at risk or dormant is this week's call list; class A in first-time is a promise to keep.",
      zh: "处于流失预警或沉睡的 A 类客户就是本周回访名单；首购即为 A 类者值得重点维护。",
    },
  },
  segmentProfile: {
    definition: {
      en: "Members against all other customers. Figures by Cliff's delta (the chance that a member has more, less that of having less), countries by the difference of shares; false discoveries held to 5%.",
      zh: "成员与其他全部客户比较。数值用 Cliff's delta（更多的概率减更少的概率），国家用占比之差；错误发现率控制在 5%。",
    },
    rival: {
      en: "A difference is no cause: what the segment's rule asks for must differ, by definition.",
      zh: "差异不等于原因：规则本身要求的特征必然不同。",
    },
    reading: {
      en: "Blue: members have more of it; orange: less; gray: within chance. Look for what the rule did not ask for.",
      zh: "蓝色表示成员更多，橙色更少，灰色在偶然范围内。请关注规则之外的差异。",
    },
  },
  clusterMap: {
    definition: {
      en: "Four clusters by k-means on the logarithms of orders, spend and silence, standardized. A sample of the customers is drawn; the numbers stand at the centers.",
      zh: "对订单数、消费额与沉默天数取对数并标准化后，用 k-means 聚为四类。图中为抽样客户，数字位于中心。",
    },
    rival: {
      en: "Clusters always come out, even of data without any: the list of rules says what the gap statistic thinks of these.",
      zh: "即使没有真正的聚类，算法也会给出结果：间隙统计量的判断见规则列表。",
    },
    reading: {
      en: "Where colors mix here, the third figure tells them apart. Give each cluster a name only if you would treat it differently.",
      zh: "颜色混杂之处由第三个指标区分。只有准备区别对待时，才值得为每一类命名。",
    },
  },
} as const satisfies Record<string, ChartText>;
