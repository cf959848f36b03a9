import { type Duration, type InstantInput, ClienteleError, seededRandom } from "../../kernel/index.js";
import {
  anInstant,
  anything,
  aProbability,
  aText,
  durationMilliseconds,
  listOf,
  type OptionShape,
  requireOption,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import { preparedOf } from "../../rules/internal.js";
import type { ChurnSubject } from "../policy/churn-subject.js";

/** Assignment of customers to action or hold-out, as parallel columns. */
export interface PlanAssignment {
  readonly ids: readonly string[];
  /** 1 if the customer is left alone, so that the effect can be measured. */
  readonly heldOut: Uint8Array;
}

/** Outcomes of the customers of a plan, as parallel columns. */
export interface PlanOutcomes extends PlanAssignment {
  /** 1 if the customer stayed, 0 if they left. */
  readonly kept: ArrayLike<number>;
  /** Margin of each customer over the horizon, in minor units, before the cost of the plan; without it only customers are counted. */
  readonly margin?: ArrayLike<number> | undefined;
  /** Cost of offers and contacts for each customer, in minor units. */
  readonly cost?: ArrayLike<number> | undefined;
}

/** Options of {@link holdOut}. */
export interface HoldOutOptions {
  /** Share of customers to hold out, 0 to 1. */
  readonly share: number;
  /** Seed of the plan; another seed selects other customers. */
  readonly seed: string;
}

/** Options of {@link planOutcomes}. */
export interface PlanOutcomesOptions {
  /** Instant at which the plan acted. */
  readonly at: InstantInput;
  /** Time after `at` in which a customer counts as having stayed. */
  readonly horizon: Duration;
  /** Types of the interactions that show that a customer stayed. */
  readonly stayed: readonly string[];
  /** Instant up to which the records are complete. */
  readonly asOf: InstantInput;
}

const HOLD_OUT_OPTIONS: OptionShape<HoldOutOptions> = { share: aProbability, seed: aText };
const someTypes = listOf(aText);
/** `durationMilliseconds` checks durations. */
const OUTCOME_OPTIONS: OptionShape<PlanOutcomesOptions> = {
  at: anInstant,
  horizon: anything,
  stayed: someTypes,
  asOf: anInstant,
};

/**
 * Holds out a random share of customers. The same seed selects the same customers, regardless of their order and of the others.
 *
 * @param ids - customers of a plan
 * @throws ClienteleError `invalid_option`
 * @example
 * const { heldOut } = holdOut(Array.from({ length: 1000 }, (_, index) => String(index)), { share: 0.1, seed: "spring" });
 * heldOut.reduce((sum, out) => sum + out, 0) // => 99
 */
export function holdOut(ids: readonly string[], options: HoldOutOptions): PlanAssignment {
  const given = requireOptions(options, HOLD_OUT_OPTIONS);
  const share = requireOption("share", given.share, aProbability);
  const seed = requireOption("seed", given.seed, aText);
  return { ids, heldOut: Uint8Array.from(ids, (id) => (seededRandom(JSON.stringify([seed, id]))() < share ? 1 : 0)) };
}

/**
 * Reads from the records which customers of a plan stayed within the horizon. Customers without a record are listed in `missing`.
 *
 * @param assignment - from {@link holdOut}
 * @param records - customers with their history after the plan acted
 * @throws ClienteleError `horizon_not_over` if the horizon ends after `asOf`: customers who have not returned yet would count as lost; `invalid_option`, `invalid_instant`, `invalid_duration`
 * @example
 * const order = { id: "o1", customerId: "a", type: "order.placed", at: new Date(5), properties: {} };
 * const assignment = { ids: ["a", "b"], heldOut: Uint8Array.of(0, 1) };
 * const { kept, missing } = planOutcomes(assignment, [{ id: "a", attributes: {}, history: [order] }], { at: 0, horizon: { milliseconds: 10 }, stayed: ["order.placed"], asOf: 20 });
 * [Array.from(kept), missing] // => [[1], ["b"]]
 */
export function planOutcomes(
  assignment: PlanAssignment,
  records: Iterable<ChurnSubject>,
  options: PlanOutcomesOptions,
): PlanOutcomes & { readonly missing: readonly string[] } {
  const given = requireOptions(options, OUTCOME_OPTIONS);
  const at = toMilliseconds(given.at!, "at");
  const horizonEnd = at + durationMilliseconds(given.horizon!, "horizon");
  const asOf = toMilliseconds(given.asOf!, "asOf");
  const types = new Set(requireOption("stayed", given.stayed, someTypes));
  if (horizonEnd > asOf) {
    const message = `The horizon ends at ${new Date(horizonEnd).toISOString()}, after \`asOf\`: customers may still return until then.`;
    throw new ClienteleError("horizon_not_over", message, { horizonEnd, asOf });
  }
  const kept = new Map<string, number>();
  for (const record of records) {
    const { id, history } = preparedOf(record);
    const stayed = history.some(({ type, at: when }) => types.has(type) && when.getTime() > at && when.getTime() <= horizonEnd);
    kept.set(id, stayed ? 1 : 0);
  }
  const rows = assignment.ids.map((_, row) => row).filter((row) => kept.has(assignment.ids[row]!));
  return {
    ids: rows.map((row) => assignment.ids[row]!),
    heldOut: Uint8Array.from(rows, (row) => assignment.heldOut[row]!),
    kept: Uint8Array.from(rows, (row) => kept.get(assignment.ids[row]!)!),
    missing: assignment.ids.filter((id) => !kept.has(id)),
  };
}
