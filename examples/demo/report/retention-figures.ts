import {
  calibrationChart,
  type Chart,
  type ChartOptions,
  liftChart,
  profitChart,
  retentionTargetsChart,
  riskContributionsChart,
  riskDistributionChart,
} from "clientele/charts";
import type { Figure, FigureSection } from "./figures.js";
import type { RetentionAnalyses } from "./retention-analyses.js";
import { retentionTexts } from "./retention-texts.js";

/** Who is leaving, and whom to save first. */
export function retentionSection(analyses: RetentionAnalyses): FigureSection {
  const { riskDistribution, riskGain, riskCalibration, retentionTargets, retentionProfit, riskContributions } = analyses;
  return {
    id: "retention",
    name: { en: "Leaving", zh: "流失" },
    heading: { en: "Who is leaving, and whom to save first?", zh: "谁在流失，先挽留谁？" },
    lead: {
      en: "The shop frozen on the evening of 9 September 2011, the list of 200 calls made from what was known then, and judged by the 91 days after. Every row of the plain reading counts; the lists stand further down.",
      zh: "将门店冻结在 2011 年 9 月 9 日晚，仅凭当时所知列出 200 通电话，并以其后 91 天检验。采用最简口径；名单见下文。",
    },
    figures: [
      ...figure("riskDistribution", riskDistribution, riskDistributionChart),
      ...figure("riskGain", riskGain, liftChart),
      ...figure("riskCalibration", riskCalibration, calibrationChart),
      ...figure("retentionTargets", retentionTargets, retentionTargetsChart),
      ...figure("retentionProfit", retentionProfit, profitChart),
      ...figure("riskContributions", riskContributions, riskContributionsChart),
    ],
  };
}

function figure<Input>(
  id: keyof typeof retentionTexts,
  input: Input | undefined,
  chart: (input: Input, options: ChartOptions) => Chart,
): Figure[] {
  return input === undefined ? [] : [{ id, text: retentionTexts[id], chart: (options) => chart(input, options) }];
}
