import { type Duration, MILLISECONDS_PER } from "../../../kernel/index.js";
import { anything, durationMilliseconds, type OptionShape, requireOptions } from "../../../kernel/internal.js";
import type { ChurnSignal } from "../churn-signal.js";
import { aPointCount, someTypes } from "./signal-options.js";

/** Settings of {@link contractEnding}. */
export interface ContractOptions {
  /** Time between two renewals. */
  readonly term: Duration;
  /** Time before the end of the term in which the signal is raised. */
  readonly notice: Duration;
  /** Points of the score at the end of the term. */
  readonly points?: number | undefined;
  /** Types of the interactions that start a term. */
  readonly types?: readonly string[] | undefined;
}

/** `durationMilliseconds` checks the spans. */
const CONTRACT_OPTIONS: OptionShape<ContractOptions> = {
  term: anything,
  notice: anything,
  points: aPointCount,
  types: someTypes,
};

/**
 * Signal of a contract near its end (合同将到期): days since it started or was renewed, from `notice` before the end of the term.
 *
 * @throws ClienteleError `invalid_option`, `invalid_duration`
 * @example
 * contractEnding({ term: { days: 365 }, notice: { days: 60 } }).severity // => [[305, 0], [365, 1]]
 */
export function contractEnding(options: ContractOptions): ChurnSignal {
  const {
    term,
    notice,
    points = 20,
    types = ["subscription.started", "subscription.renewed"],
  } = requireOptions(options, CONTRACT_OPTIONS);
  const termDays = durationMilliseconds(term!, "term") / MILLISECONDS_PER.days;
  const noticeDays = durationMilliseconds(notice!, "notice") / MILLISECONDS_PER.days;
  return {
    id: "contract-ending",
    label: { en: "Contract ends soon", zh: "合同将到期" },
    reason: { en: "The contract was last renewed {value} {value:day|days} ago.", zh: "上次续约距今 {value} 天。" },
    cause: "contract",
    source: { kind: "metric", metric: { measure: "timeSinceLast", types }, unit: { days: 1 } },
    severity: [
      [termDays - noticeDays, 0],
      [termDays, 1],
    ],
    points,
  };
}
