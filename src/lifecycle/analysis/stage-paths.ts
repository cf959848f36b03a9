import { preparedOf } from "../../rules/internal.js";
import { type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import type { Lifecycle } from "../machine/definition.js";
import { type Machine, machineOf } from "../machine/machine.js";
import { type Position, run } from "../machine/run.js";
import { type LifecycleSubject, startOfRecord } from "../machine/snapshot.js";

/** The ways of a population through a lifecycle, as columns: what every analysis of stages takes. */
export interface StagePaths {
  readonly lifecycle: string;
  readonly version: number;
  /** The stages, in the order of the definition; `stage` and `initial` are positions among them. */
  readonly stages: readonly { readonly id: string; readonly label: LocalizedText; readonly final: boolean }[];
  readonly initial: number;
  /** The subjects, in the order given. */
  readonly ids: readonly string[];
  /** Epoch milliseconds at which each subject entered the initial stage; NaN where it had not by `until`. */
  readonly startedAt: Float64Array;
  /** Steps of subject `row` stand at `offsets[row]` up to `offsets[row + 1]`. */
  readonly offsets: Uint32Array;
  /** Epoch milliseconds of each step. */
  readonly at: Float64Array;
  /** The stage entered by each step. */
  readonly stage: Uint8Array;
  /** Epoch milliseconds up to which the paths go. */
  readonly until: number;
}

/**
 * Replays a whole population, without the detail of {@link replay}: when each subject entered which stage.
 *
 * @param records - customers' records or any subjects; read once, one at a time
 * @param options - `to`: what had happened by then counts
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `invalid_instant`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: { orderId: "a", total: 100, currency: "EUR" } };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * [...paths.stage].map((position) => paths.stages[position].id) // => ["first-time", "at-risk"]
 */
export function stagePaths<State extends string>(
  lifecycle: Lifecycle<State>,
  records: Iterable<LifecycleSubject>,
  options: { readonly to: InstantInput },
): StagePaths {
  const machine = machineOf(lifecycle);
  const to = toMilliseconds(options.to, "to");
  const ids: string[] = [];
  const starts: number[] = [];
  const offsets: number[] = [0];
  const at: number[] = [];
  const stage: number[] = [];
  for (const record of records) {
    const subject = preparedOf(record);
    const start = startOfRecord(subject);
    ids.push(subject.id);
    if (start === null || start > to) starts.push(Number.NaN);
    else {
      starts.push(start);
      const position: Position = { stage: machine.initial, entered: start, cursor: start - 1, settled: false };
      run(machine, subject, position, to, (_transition, _from, target, instant) => {
        at.push(instant);
        stage.push(target);
      });
    }
    offsets.push(at.length);
  }
  return {
    lifecycle: machine.lifecycle.id,
    version: machine.lifecycle.version,
    stages: stagesOf(machine),
    initial: machine.initial,
    ids,
    startedAt: Float64Array.from(starts),
    offsets: Uint32Array.from(offsets),
    at: Float64Array.from(at),
    stage: Uint8Array.from(stage),
    until: to,
  };
}

function stagesOf({ lifecycle, names }: Machine): StagePaths["stages"] {
  return names.map((id) => ({ id, label: lifecycle.states[id]!.label, final: lifecycle.states[id]!.final === true }));
}
