import {
  type Catalog,
  compileMetrics,
  type CompileOptions,
  compileRule,
  type CompiledRule,
  type Expression,
  type Metric,
  type PreparedSubject,
} from "../../rules/index.js";
import { catalogOf, interactionReader, readsOf, typeMatcher } from "../../rules/internal.js";
import { isGrowing, isLength, type SignalInput } from "./compile-signal.js";
import { gapReaders } from "./gap-readers.js";

/** Reads one input of a policy from a customer, and tells when time alone changes it. */
export interface InputReader {
  /** Position of the input in the policy. */
  readonly place: number;
  /** Returns the value at an instant; NaN if it is missing. */
  readonly read: (subject: PreparedSubject, asOf: number) => number;
  /** Whether the value grows by one with every millisecond. */
  readonly isGrowing: boolean;
  /**
   * Returns the first instant after `asOf`, up to `until`, at which time alone changes the value, apart from its growth; `null`
   * if there is none. Absent where time alone never does.
   */
  readonly nextChange?: (customer: StillCustomer, value: number, asOf: number, until: number) => number | null;
  /** Whether an interaction of a type can change the value. */
  readonly readsType: (type: string) => boolean;
}

/** Customer to whom nothing more happens, with a place for the figure that rules compare a metric with. */
export interface StillCustomer {
  readonly subject: PreparedSubject;
  /** Attributes of the subject. */
  readonly attributes: Record<string, unknown>;
}

/** Paths that no schema of a host has: the figure that a metric is compared with, as a number and as an instant. */
const NUMBER = "churn: number to compare with";
const INSTANT = "churn: instant to compare with";

/** Returns a customer with the attributes that a subject has now. */
export function stillCustomer(subject: PreparedSubject): StillCustomer {
  const attributes = { ...subject.attributes };
  return { subject: { ...subject, attributes, past: null }, attributes };
}

/**
 * Compiles the inputs of a policy, except columns of the host.
 *
 * @throws ClienteleError `invalid_rule` for calendars that are not supplied
 */
export function compileInputs(inputs: readonly SignalInput[], options: CompileOptions): readonly InputReader[] {
  const gapsBy = gapReaders();
  const catalog = catalogOf(options.schema);
  const withFigures = { ...options, schema: figureCatalog(catalog) };
  return inputs.flatMap((input, place): InputReader[] => {
    if (input.kind === "column") return [];
    if (input.kind === "gaps") {
      const gaps = gapsBy(input.types, input.zone);
      const readsType = typeMatcher(input.types);
      return [{ place, isGrowing: false, readsType, read: (subject, asOf) => gaps(subject, asOf, input.of) }];
    }
    const { metric } = input;
    const figures = compileMetrics({ value: metric }, options);
    return [
      {
        place,
        isGrowing: isGrowing(metric),
        read: (subject, asOf) => {
          const { value } = figures(subject, asOf);
          // Rules take a number that is not finite for missing.
          return typeof value === "number" && Number.isFinite(value) ? value : Number.NaN;
        },
        ...(!isTimeless(metric) && { nextChange: changeFinder(metric, withFigures) }),
        readsType: interactionReader(readsOf({ kind: "metric", metric, test: { is: "present" } }, catalog)),
      },
    ];
  });
}

/** Whether time alone does nothing to a metric but let it grow: it is about the whole history, and has no condition. */
function isTimeless({ measure, window, where, periods, openFor }: Metric): boolean {
  const isWhole = window === undefined && where === undefined && periods === undefined && openFor === undefined;
  return isWhole && measure !== "knownFor" && measure !== "unanswered";
}

/** Two rules for all values: one holds while the metric is missing, one while it equals the figure in the customer's attributes. */
function changeFinder(metric: Metric, options: CompileOptions): NonNullable<InputReader["nextChange"]> {
  const grows = isGrowing(metric);
  const missing = compiledLater({ kind: "metric", metric, test: { is: "missing" } }, options);
  const same = metric.measure === "knownFor" ? undefined : compiledLater(sameFigure(metric), options);
  return ({ subject, attributes }, value, asOf, until) => {
    if (Number.isNaN(value)) return missing().nextChange(subject, asOf, until);
    // Once a customer is known, they stay known from the same instant.
    if (same === undefined) return null;
    if (grows) attributes[INSTANT] = asOf - value;
    else attributes[NUMBER] = value;
    return same().nextChange(subject, asOf, until);
  };
}

/** A growing length of time is the same while it began at the same instant. */
function sameFigure(metric: Metric): Expression {
  if (isGrowing(metric)) {
    const began: Metric = { ...metric, measure: metric.measure === "timeSinceFirst" ? "first" : "last" };
    return { kind: "figures", left: { metric: began }, is: "equals", right: { attribute: INSTANT } };
  }
  if (!isLength(metric)) return { kind: "metric", metric, test: { is: "equals", value: { attribute: NUMBER } } };
  // A length of time is compared with durations only; divided by one, it is a number.
  const left = { ratio: [{ metric }, { value: { milliseconds: 1 } }] } as const;
  return { kind: "figures", left, is: "equals", right: { attribute: NUMBER } };
}

/** Compiles a rule when it is first needed: scoring alone needs none. */
function compiledLater(expression: Expression, options: CompileOptions): () => CompiledRule {
  let compiled: CompiledRule | undefined;
  return () => (compiled ??= compileRule({ version: 2, ...expression }, options));
}

function figureCatalog(catalog: Catalog): Catalog {
  const attributes = { ...catalog.attributes, [NUMBER]: { type: "number" }, [INSTANT]: { type: "instant" } } as const;
  return { ...catalog, attributes };
}
