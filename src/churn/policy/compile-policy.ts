import type { CompileOptions, Metric, PreparedSubject } from "../../rules/index.js";
import { bindCalendars, catalogOf, readsOf } from "../../rules/internal.js";
import type { ChurnPolicy } from "./churn-policy.js";
import { compileInputs, type InputReader } from "./compile-inputs.js";
import { type CompiledSignal, compileSignal, type SignalInput } from "./compile-signal.js";

/** Checked policy with its signals compiled and the inputs that they read. */
export interface CompiledPolicy {
  readonly policy: ChurnPolicy;
  readonly signals: readonly CompiledSignal[];
  /** Inputs of all signals, in the order of the signals. */
  readonly inputs: readonly SignalInput[];
  /** Position of the signal that each input belongs to. */
  readonly signalOf: readonly number[];
  /** Readers of the inputs, except of columns that the host supplies. */
  readonly readers: readonly InputReader[];
  /** End of the shortest calendar of the policy, in epoch milliseconds; infinite without business time. */
  readonly horizon: number;
  /** Reads a customer's inputs into one row of the columns; columns that the host supplies are left unchanged. */
  readonly read: (subject: PreparedSubject, asOf: number, columns: readonly Float64Array[], row: number) => void;
  /** Whether an interaction of a type can change an input. */
  readonly readsType: (type: string) => boolean;
  /** Whether a change of the profile can change an input. */
  readonly readsAttributes: boolean;
}

/**
 * Compiles a checked policy.
 *
 * @throws ClienteleError `invalid_rule` for calendars that are not supplied
 */
export function compilePolicy(policy: ChurnPolicy, options: CompileOptions): CompiledPolicy {
  const { horizon } = bindCalendars(
    policy.signals.map(({ source }) => ({ source })),
    options.calendars,
    "signals",
  );
  const signals: CompiledSignal[] = [];
  const inputs: SignalInput[] = [];
  const signalOf: number[] = [];
  policy.signals.forEach((signal, place) => {
    const compiled = compileSignal(signal, inputs.length);
    signals.push(compiled);
    inputs.push(...compiled.inputs);
    signalOf.push(...compiled.inputs.map(() => place));
  });
  const readers = compileInputs(inputs, options);
  return {
    policy,
    signals,
    inputs,
    signalOf,
    readers,
    horizon,
    read: (subject, asOf, columns, row) => {
      for (const { place, read } of readers) columns[place]![row] = read(subject, asOf);
    },
    readsType: (type) => readers.some((reader) => reader.readsType(type)),
    readsAttributes: inputs.some((input) => input.kind === "metric" && readsAttributes(input.metric, options)),
  };
}

function readsAttributes(metric: Metric, { schema }: CompileOptions): boolean {
  return readsOf({ kind: "metric", metric, test: { is: "present" } }, catalogOf(schema)).attributes.length > 0;
}
