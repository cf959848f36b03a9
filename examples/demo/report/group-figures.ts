import {
  type Chart,
  type ChartOptions,
  clusterMapChart,
  segmentGridChart,
  segmentOverlapChart,
  segmentProfileChart,
  segmentSizesChart,
  stageAbsorptionChart,
  stageForecastChart,
  stageLeaksChart,
  timeInStageChart,
  transitionMatrixChart,
} from "clientele/charts";
import type { Figure, FigureSection } from "./figures.js";
import type { GroupAnalyses } from "./group-analyses.js";
import { groupTexts } from "./group-texts.js";

/** How customers move between the stages. */
export function stageFigures(analyses: GroupAnalyses): Figure[] {
  const { transitionMatrix, timeInStage, stageForecast, stageAbsorption, stageLeaks } = analyses;
  return [
    ...figure("transitionMatrix", transitionMatrix, transitionMatrixChart),
    ...figure("timeInStage", timeInStage, timeInStageChart),
    ...figure("stageAbsorption", stageAbsorption, stageAbsorptionChart),
    ...figure("stageForecast", stageForecast, stageForecastChart),
    ...figure("stageLeaks", stageLeaks, stageLeaksChart),
  ];
}

/** Who the customers are: segments, their profiles, clusters. */
export function groupSection(analyses: GroupAnalyses): FigureSection {
  const { segmentSizes, segmentOverlap, segmentGrid, segmentProfiles = [], clusterMap } = analyses;
  return {
    id: "groups",
    name: { en: "Segments", zh: "客群" },
    heading: { en: "Which groups are there, and what sets them apart?", zh: "有哪些客群，各有何不同？" },
    lead: {
      en: "Segments are rules that somebody wrote down; clusters are what the figures suggest. Both end as rules that a database runs.",
      zh: "客群是人写下的规则，聚类是数据给出的提示；两者最终都是数据库可执行的规则。",
    },
    figures: [
      ...figure("segmentSizes", segmentSizes, segmentSizesChart),
      ...figure("segmentOverlap", segmentOverlap, segmentOverlapChart),
      ...figure("segmentGrid", segmentGrid, segmentGridChart),
      ...segmentProfiles.map(({ id, ...profile }) => ({
        id: `profile-${id}`,
        text: groupTexts.segmentProfile,
        chart: (options: ChartOptions) => segmentProfileChart(profile, options),
      })),
      ...figure("clusterMap", clusterMap, clusterMapChart),
    ],
  };
}

function figure<Input>(
  id: keyof typeof groupTexts,
  input: Input | undefined,
  chart: (input: Input, options: ChartOptions) => Chart,
): Figure[] {
  return input === undefined ? [] : [{ id, text: groupTexts[id], chart: (options) => chart(input, options) }];
}
