import type { LocalizedText } from "clientele/kernel";

/** What a reader must know of a chart to trust it. */
export interface ChartText {
  /** What is counted, and how. */
  readonly definition: LocalizedText;
  /** What else goes by the same name, or what it is mistaken for. */
  readonly rival: LocalizedText;
  /** How the picture is read, and what to do with it. */
  readonly reading: LocalizedText;
}

/** The explanations of the charts, by the name of the analysis. */
export const chartTexts = {
  pareto: {
    definition: {
      en: "Customers sorted by net revenue (orders less refunds), the largest first; for each share of customers, their share of all revenue.",
      zh: "按净销售额（订单减退款）从高到低排列客户；每一客户占比对应其销售额占比。",
    },
    rival: {
      en: "“80/20” is a rule of thumb, not a law. The Lorenz curve shows the same from the poorest end, and bends downwards.",
      zh: "“二八定律”只是经验说法，并非规律。洛伦兹曲线从最低端累计，弯向下方，含义相同。",
    },
    reading: {
      en: "The further the curve bows away from the dashed line, the more hangs on a few customers. Know them by name.",
      zh: "曲线离虚线越远，生意越依赖少数客户。应当逐一认识这些客户。",
    },
  },
  abc: {
    definition: {
      en: "Customers by net revenue, the largest first: class A until they bring 80% together, B until 95%, C the rest. Equal revenues share a class.",
      zh: "按净销售额从高到低：累计到 80% 为 A 类，到 95% 为 B 类，其余为 C 类；金额相同者同类。",
    },
    rival: {
      en: "Some teams cut at shares of customers (the top 20% are A) instead of shares of revenue; the classes then say nothing of concentration.",
      zh: "有的团队按客户占比划分（前 20% 为 A），而不是按销售额占比；那样的分类不反映集中程度。",
    },
    reading: {
      en: "Compare the two bars of a class: a long blue one beside a short gray one is where care pays most.",
      zh: "对比每类的两根条形：蓝长灰短之处，最值得投入维护。",
    },
  },
  revenueByRfmClass: {
    definition: {
      en: "Each customer is in exactly one class, given by the scores for recency, frequency and money. Revenue is net of refunds, over the whole period.",
      zh: "每位客户依近度、频度、金额得分恰好属于一个分类。销售额为整个期间扣除退款后的净额。",
    },
    rival: {
      en: "A class is relative to this base: scores are quintiles, so a fifth is always “best”. Fixed thresholds would compare over time.",
      zh: "分类相对于当前客户群：得分按五等分，总有五分之一“最好”。若需跨期比较，应固定阈值。",
    },
    reading: {
      en: "Blue longer than gray: the class brings more than its numbers. “Cannot lose them” with a long blue bar is a call list for this week.",
      zh: "蓝条长于灰条：该类贡献超过其人数占比。“不可失去客户”若蓝条较长，就是本周的回访名单。",
    },
  },
  revenueBySegment: {
    definition: {
      en: "Customers who meet the segment's rule at the date of the report; a customer may be in several segments, or in none.",
      zh: "在报告日期满足细分规则的客户；同一客户可属于多个客群，也可不属于任何客群。",
    },
    rival: {
      en: "Since segments overlap, their shares do not add up to 100%. Classes (RFM, ABC) do.",
      zh: "客群可以重叠，因此各占比之和不为 100%；RFM、ABC 等分类之和为 100%。",
    },
    reading: {
      en: "Each segment names a goal and a play. Start where revenue is large and the customers are still within reach.",
      zh: "每个客群都对应目标与打法。先从销售额大、且仍可触达的客群做起。",
    },
  },
  rfmGrid: {
    definition: {
      en: "Recency: days since the last purchase; frequency: purchase days. Both scored 1 to 5 by quintiles; equal values share a score. Large: customers; small: revenue per customer.",
      zh: "近度：距最近一次购买的天数；频度：购买日数。两者按五等分打 1–5 分，数值相同者同分。大字为客户数，小字为人均销售额。",
    },
    rival: {
      en: "RFM's recency is the time since the last purchase; the recency of CLV models is the time from the first to the last.",
      zh: "RFM 的近度是距最近一次购买的时间；CLV 模型中的 recency 则是首末两次购买的间隔。",
    },
    reading: {
      en: "Top right are your best customers. Bottom right once bought often and have gone quiet: win them back first. Bottom left is lost cheaply.",
      zh: "右上角是最好的客户。右下角曾经常买、如今沉默：优先召回。左下角流失的代价最小。",
    },
  },
  rfmMigration: {
    definition: {
      en: "The class of each customer at two dates, scored with the same thresholds, so that nobody moves because others did.",
      zh: "同一客户在两个日期的分类，采用相同阈值打分，避免因他人变化而改变分类。",
    },
    rival: {
      en: "Scoring each date with its own quintiles would keep the sizes of classes equal and hide a base that ages as a whole.",
      zh: "若两个日期各用各的五等分，各类人数将保持不变，掩盖整体老化。",
    },
    reading: {
      en: "On the diagonal nobody moved. Cells right of it in the upper rows are good customers on their way down: they are worth a call.",
      zh: "对角线上为未变动者。上方各行中位于对角线右侧的格子，是正在下滑的好客户，值得联系。",
    },
  },
  stageSizes: {
    definition: {
      en: "Every customer's lifecycle is replayed; at each date the customer stands in one stage. Time alone also moves customers: silence makes them at risk, dormant, lost.",
      zh: "回放每位客户的生命周期；任一日期每位客户只处于一个阶段。时间本身也会推动变化：沉默会使客户进入流失预警、沉睡、流失。",
    },
    rival: {
      en: "“Lost” is a rule about silence, not a fact: some of them will be back, and then count as won back.",
      zh: "“流失”是基于沉默时长的规则，并非事实：其中一些人会回来，届时计为召回。",
    },
    reading: {
      en: "Watch whether the upper bands grow as fast as the lower ones: new customers who become repeat customers, not future losses.",
      zh: "观察前段阶段是否与后段阶段同步增长：新客应转为老客，而不是变成未来的流失。",
    },
  },
  cohortRetention: {
    definition: {
      en: "Customers are grouped by the month of their first purchase in the data; each cell is the share who bought again in that month. * marks a month that is not over.",
      zh: "按数据中首次购买的月份分组；每格为该月再次购买的客户占比。* 表示该月尚未结束。",
    },
    rival: {
      en: "The first cohort is no real one: the data begin then, and old customers look new. “Unbounded” retention (that month or later) is always higher.",
      zh: "第一组并非真正的新客：数据从该月开始，老客看起来像新客。“无界留存”（当月或之后）总是更高。",
    },
    reading: {
      en: "Along a row: how fast a cohort fades. Down a column: whether newer cohorts are better than older ones were at the same age.",
      zh: "横看：一组客户消退的速度。竖看：同一时长下，新一组是否优于旧一组。",
    },
  },
  activity: {
    definition: {
      en: "Orders by weekday and hour on the shop's wall clock, summer time included.",
      zh: "按店铺所在时区（含夏令时）的星期与小时统计订单。",
    },
    rival: {
      en: "When an order was entered is not when the customer wished to buy: a shop without weekend staff shows no weekend demand.",
      zh: "录单时间不等于客户想买的时间：周末无人值守的店铺，看不到周末需求。",
    },
    reading: {
      en: "Dark hours are when people are at it anyway: call before them, staff for them, and schedule messages into them.",
      zh: "颜色深的时段客户本就活跃：在其之前致电，在其间备足人手，并把消息安排在此时发送。",
    },
  },
  revenueOverTime: {
    definition: {
      en: "Net revenue by calendar month: orders in the month of their first row, less what was refunded of them, whenever.",
      zh: "按自然月统计的净销售额：订单计入其首行所在月份，并扣除其后任何时间的退款。",
    },
    rival: {
      en: "Accounting books refunds in the month they are paid; a month here can still shrink when its goods come back.",
      zh: "财务口径把退款计入付款当月；此处某月数值会因后续退货而减少。",
    },
    reading: {
      en: "A hollow point is a month that is not over: do not compare it. Look for the season before looking for a trend.",
      zh: "空心点表示该月尚未结束，不可比较。先看季节性，再谈趋势。",
    },
  },
  ordersOverTime: {
    definition: {
      en: "Orders with a net amount above 0, by calendar month of their first row.",
      zh: "净额大于零的订单，按首行所在自然月统计。",
    },
    rival: {
      en: "Invoices in the file also count cancellations and entries without a customer; they are not orders here.",
      zh: "文件中的发票还包含取消单与无客户记录，这里不计为订单。",
    },
    reading: {
      en: "Beside revenue: if both move together, more orders made the difference, not larger ones.",
      zh: "与销售额对照：若两者同步，变化来自订单数量而非订单金额。",
    },
  },
  trackingPlain: {
    definition: {
      en: "Purchase days after a customer's first, of customers first seen by 31 August 2011, by calendar month (month 1 is December 2010; the last ends on 9 December 2011). Expected: Pareto/NBD, fitted up to the upright line.",
      zh: "2011 年 8 月 31 日前首购客户的复购日数，按自然月（第 1 月为 2010 年 12 月，最后一期截至 2011 年 12 月 9 日）。预期来自拟合至竖线处的 Pareto/NBD。",
    },
    rival: {
      en: "A cumulative chart looks better than it should: errors of early months hide those of later ones.",
      zh: "累计图往往显得更好：前期误差会掩盖后期误差。",
    },
    reading: {
      en: "Left of the line the model learns, right of it it is judged. It assumes that a customer's rate does not change with the calendar, and falls short by a quarter in autumn.",
      zh: "竖线左侧为学习期，右侧为检验期。模型假定购买率不随日历变化，因此秋季少估约四分之一。",
    },
  },
  trackingSeasonal: {
    definition: {
      en: "The same purchases. Expected: Pareto/NBD with all times on a clock that runs faster in season (Λ = ∫ index, the index from the year 2010), one fit for customers of the first month and one for the others.",
      zh: "同样的购买。预期来自 Pareto/NBD：所有时间换算到旺季走得更快的时钟（Λ = ∫ 指数，指数取自 2010 年），首月客户与其他客户分别拟合。",
    },
    rival: {
      en: "An index made from the months that are judged would win every test and forecast nothing. This one was known before.",
      zh: "若用被检验月份自身计算指数，检验必胜，却毫无预测意义。此处的指数事先已知。",
    },
    reading: {
      en: "The total is right; single months are not: last year's October was busier than this one's, and the nine days of December beat the whole-month index.",
      zh: "总量准确，单月则不然：去年十月比今年更旺，而十二月前九天高于整月指数。",
    },
  },
  frequencyHistogram: {
    definition: {
      en: "Customers by purchase days after the first, up to 31 August 2011, beside what the fitted Pareto/NBD expects of customers of their ages.",
      zh: "截至 2011 年 8 月 31 日，按首购后的购买日数统计的客户数，与拟合的 Pareto/NBD 对相同时长客户的预期对照。",
    },
    rival: {
      en: "A good histogram says that the model describes the past. Whether it forecasts is another question: see the chart above.",
      zh: "直方图吻合只说明模型描述了过去；能否预测是另一回事，见上图。",
    },
    reading: {
      en: "Compare the pairs. Where the model expects fewer customers without a second purchase than there are, it thinks too well of new customers.",
      zh: "逐对比较。若模型预期的“未复购”客户少于实际，它就高估了新客户。",
    },
  },
} as const satisfies Record<string, ChartText>;

/** How an indicator over time is read. */
export const kpiReading: LocalizedText = {
  en: "Each point is one month, the band its uncertainty; a hollow point is a month that is not over. Moves within the band are noise.",
  zh: "每点为一个月，色带为其不确定范围；空心点表示该月尚未结束。色带以内的波动只是噪声。",
};
