import type { CompiledPolicy } from "../policy/compile-policy.js";
import { bandOf, type Evidence, scoreOf, shareOf, weighSignal } from "./score-columns.js";

/** Score of one row whose inputs change one after the other. */
export interface RowScore {
  /** Changes an input, by its position in the policy. */
  readonly set: (place: number, value: number) => void;
  /** Returns the position of the band; `UNKNOWN` where too little is known. */
  readonly band: () => number;
}

/**
 * Returns the score of one row. Only the signals of inputs that have changed are computed again; the sums are those of
 * `scoreColumns`, in the same order and so to the last digit.
 *
 * @param columns - the inputs, one row; overwritten
 */
export function rowScore({ policy, signals, signalOf }: CompiledPolicy, columns: readonly Float64Array[]): RowScore {
  const weighed = signals.map((): Evidence => ({ contribution: 0, possible: 0, known: 0 }));
  const isStale = signals.map(() => true);
  return {
    set: (place, value) => {
      columns[place]![0] = value;
      isStale[signalOf[place]!] = true;
    },
    band: () => {
      let [total, known, possible] = [0, 0, 0];
      for (let place = 0; place < signals.length; place++) {
        const evidence = weighed[place]!;
        if (isStale[place]!) {
          const signal = signals[place]!;
          weighSignal(signal, signal.statistics(columns, 1)[0]!, columns, 0, evidence);
          isStale[place] = false;
        }
        total += evidence.contribution;
        known += evidence.known;
        possible += evidence.possible;
      }
      return bandOf(policy, scoreOf(policy, shareOf(known, possible), total));
    },
  };
}
