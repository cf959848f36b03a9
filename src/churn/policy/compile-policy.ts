import { type LocalClock, localClock } from "../../kernel/index.js";
import {
  compileMetrics,
  type CompileOptions,
  compileRule,
  type CompiledRule,
  type Metric,
  type PreparedSubject,
} from "../../rules/index.js";
import { bindCalendars, typeMatcher } from "../../rules/internal.js";
import type { ChurnPolicy } from "./churn-policy.js";
import { type CompiledSignal, compileSignal, isGrowing, type SignalInput } from "./compile-signal.js";
import { gapsOf } from "./purchase-rhythm.js";

/** Checked policy with its signals compiled and the inputs that they read. */
export interface CompiledPolicy {
  readonly policy: ChurnPolicy;
  readonly signals: readonly CompiledSignal[];
  /** Inputs of all signals, in the order of the signals. */
  readonly inputs: readonly SignalInput[];
  /** End of the shortest calendar of the policy, in epoch milliseconds; infinite without business time. */
  readonly horizon: number;
  /** Reads a customer's inputs into one row of the columns; columns that the host supplies are left unchanged. */
  readonly read: (subject: PreparedSubject, asOf: number, columns: readonly Float64Array[], row: number) => void;
  /** Rule that holds while a metric of the policy has one value; its next change is the next change of the metric. */
  readonly holds: (metric: Metric, value: number) => CompiledRule;
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
  for (const signal of policy.signals) {
    const compiled = compileSignal(signal, inputs.length);
    signals.push(compiled);
    inputs.push(...compiled.inputs);
  }
  const metrics = Object.fromEntries(
    inputs.flatMap((input, place) => (input.kind === "metric" ? [[String(place), input.metric]] : [])),
  );
  const figures = compileMetrics(metrics, options);
  const gaps = gapReaders(inputs);
  return {
    policy,
    signals,
    inputs,
    horizon,
    read: (subject, asOf, columns, row) => {
      for (const [place, value] of Object.entries(figures(subject, asOf)))
        columns[Number(place)]![row] = typeof value === "number" ? value : Number.NaN;
      for (const { place, read } of gaps) columns[place]![row] = read(subject, asOf);
    },
    holds: (metric, value) =>
      compileRule(
        {
          version: 1,
          kind: "metric",
          metric,
          test: Number.isNaN(value) ? { is: "missing" } : { is: "equals", value },
        },
        options,
      ),
  };
}

/** Returns readers of the gaps between purchase days, which change only when a purchase happens. */
function gapReaders(inputs: readonly SignalInput[]) {
  const clocks = new Map<string, LocalClock>();
  return inputs.flatMap((input, place) => {
    if (input.kind !== "gaps") return [];
    const clock = clocks.get(input.zone) ?? localClock(input.zone);
    clocks.set(input.zone, clock);
    const isPurchase = typeMatcher(input.types);
    const read = (subject: PreparedSubject, asOf: number): number => {
      const instants: number[] = [];
      for (const { type, at } of subject.history) {
        const instant = at.getTime();
        if (instant > asOf) break;
        if (isPurchase(type)) instants.push(instant);
      }
      return gapsOf(clock, instants, instants.length)[input.of];
    };
    return [{ place, read }];
  });
}

/** Returns whether time alone increases an input with every millisecond. */
export function isGrowingInput(input: SignalInput): boolean {
  return input.kind === "metric" && isGrowing(input.metric);
}
