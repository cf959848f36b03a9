import type {
  CalibrationInput,
  LiftInput,
  ProfitInput,
  RetentionTargetsInput,
  RiskContributionsInput,
  RiskDistributionInput,
} from "clientele/charts";

/** Results about who is leaving; one that is absent is left out of the page. */
export interface RetentionAnalyses {
  readonly riskDistribution?: RiskDistributionInput;
  readonly riskGain?: LiftInput;
  readonly riskCalibration?: CalibrationInput;
  readonly retentionTargets?: RetentionTargetsInput;
  readonly retentionProfit?: ProfitInput;
  readonly riskContributions?: RiskContributionsInput;
}
