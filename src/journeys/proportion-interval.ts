import { ClienteleError } from "../kernel/index.js";
import { wilsonInterval as scoreInterval } from "../statistics/index.js";

/** Where the true share lies, with the confidence that was asked for. */
export interface ProportionInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson score interval of a share: honest for small groups and near 0 and 1, where the usual ± is not.
 *
 * @param count - successes
 * @param of - trials, at least 1
 * @param confidence - strictly between 0 and 1
 * @throws ClienteleError `invalid_option` for another confidence
 * @see Wilson (1927), Probable inference, the law of succession, and statistical inference
 */
export function wilsonInterval(count: number, of: number, confidence: number): ProportionInterval {
  if (!(confidence > 0 && confidence < 1)) {
    throw new ClienteleError("invalid_option", "A confidence lies strictly between 0 and 1.", {
      option: "confidence",
      value: confidence,
    });
  }
  const { lower, upper } = scoreInterval(count, of, confidence);
  return { low: lower, high: upper };
}
