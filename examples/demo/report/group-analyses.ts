import type {
  ClusterMapInput,
  SegmentGridInput,
  SegmentOverlapInput,
  SegmentProfileInput,
  SegmentSizesInput,
  StageAbsorptionInput,
  StageForecastInput,
  StageLeaksInput,
  TimeInStageInput,
  TransitionMatrixInput,
} from "clientele/charts";

/** Results about stages, segments and clusters; one that is absent is left out of the page. */
export interface GroupAnalyses {
  readonly transitionMatrix?: TransitionMatrixInput;
  readonly timeInStage?: TimeInStageInput;
  readonly stageForecast?: StageForecastInput;
  readonly stageAbsorption?: StageAbsorptionInput;
  readonly stageLeaks?: StageLeaksInput;
  readonly segmentSizes?: SegmentSizesInput;
  readonly segmentOverlap?: SegmentOverlapInput;
  readonly segmentGrid?: SegmentGridInput;
  readonly segmentProfiles?: readonly ({ readonly id: string } & SegmentProfileInput)[];
  readonly clusterMap?: ClusterMapInput;
}
