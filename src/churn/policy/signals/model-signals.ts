import { aText, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import { WEIGHT_OPTIONS, type WeightOptions } from "./signal-options.js";

/** Settings of {@link lowProbabilityAlive}. */
export interface ProbabilityAliveOptions extends WeightOptions {
  /** Name of the column that holds P(alive). Defaults to `probabilityAlive`. */
  readonly column?: string | undefined;
}

const ALIVE_OPTIONS: OptionShape<ProbabilityAliveOptions> = { ...WEIGHT_OPTIONS, column: aText };

/**
 * Signal of a low P(alive) (存活概率低), a column that `probabilityAlive` of value fills. Fit MBG/NBD or Pareto/NBD: BG/NBD gives 1 to
 * every customer who bought once.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * lowProbabilityAlive().source // => { kind: "column", name: "probabilityAlive" }
 */
export function lowProbabilityAlive(options: ProbabilityAliveOptions = {}): ChurnSignal {
  const {
    points = 30,
    column = "probabilityAlive",
    severity = [
      [0.2, 1],
      [0.8, 0],
    ],
  } = requireOptions(options, ALIVE_OPTIONS);
  return {
    id: "alive-unlikely",
    label: { en: "Probably gone", zh: "很可能已流失" },
    reason: { en: "The probability of still being a customer is {percent}.", zh: "仍为活跃客户的概率为 {percent}。" },
    cause: "model",
    source: { kind: "column", name: column },
    severity,
    points,
  };
}
