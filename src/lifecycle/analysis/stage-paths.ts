import { preparedOf, startOfRecord } from "../../rules/internal.js";
import { type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { Lifecycle } from "../machine/definition.js";
import { type Machine, machineOf } from "../machine/machine.js";
import { type Position, run } from "../machine/run.js";
import type { LifecycleSubject } from "../machine/snapshot.js";

/** Paths of a population through a lifecycle, as columns: the input of every analysis of stages. */
export interface StagePaths {
  readonly lifecycle: string;
  readonly version: number;
  /** Stages in the order of the definition; `stage` and `initial` are positions in this list. */
  readonly stages: readonly { readonly id: string; readonly label: LocalizedText; readonly final: boolean }[];
  readonly initial: number;
  /** Identifiers of the subjects, in the order of the input. */
  readonly ids: readonly string[];
  /** Epoch milliseconds at which each subject entered the initial stage; NaN if it had not by `until`. */
  readonly startedAt: Float64Array;
  /** The steps of subject `row` are at the positions from `offsets[row]` up to, but not including, `offsets[row + 1]`. */
  readonly offsets: Uint32Array;
  /** Epoch milliseconds of each step. */
  readonly at: Float64Array;
  /** Stage that each step entered. */
  readonly stage: Uint8Array;
  /** Epoch milliseconds of the end of the paths. */
  readonly until: number;
}

/** Options of {@link stagePaths}. */
export interface StagePathOptions {
  /** Facts up to this instant count. */
  readonly to: InstantInput;
}

const OPTIONS: OptionShape<StagePathOptions> = { to: anInstant };

/**
 * Replays a whole population without the details of {@link replay}: when each subject entered which stage.
 *
 * @param records - customer records or any subjects; read once, one at a time
 * @throws ClienteleError `undefined_lifecycle`, `transition_cycle`, `invalid_instant`, `invalid_option`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: { orderId: "a", total: 100, currency: "EUR" } };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * [...paths.stage].map((position) => paths.stages[position].id) // => ["first-time", "at-risk"]
 */
export function stagePaths<State extends string>(
  lifecycle: Lifecycle<State>,
  records: Iterable<LifecycleSubject>,
  options: StagePathOptions,
): StagePaths {
  const machine = machineOf(lifecycle);
  const to = toMilliseconds(requireOptions(options, OPTIONS, { mandatory: ["to"] }).to, "to");
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
