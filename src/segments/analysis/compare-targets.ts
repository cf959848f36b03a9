import {
  aColumn,
  aNumber,
  anything,
  aProbability,
  type OptionShape,
  optionsOf,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import type { ScoreColumns } from "../../models/index.js";
import { aSet } from "./customer-columns.js";
import type { MembershipColumns } from "../set/membership-columns.js";

/** Options of {@link compareTargets}. */
export interface TargetOptions {
  /** Value of each customer if the action succeeds, in minor units, such as the margin of an order. */
  readonly value: ScoreColumns;
  /** Probability that the action succeeds, per customer. Without it, `successRate` applies to all customers. */
  readonly response?: ScoreColumns | undefined;
  /** Probability that the action succeeds, for all customers; mandatory without `response`. */
  readonly successRate?: number | undefined;
  /** Customers who may be contacted. Defaults to all. */
  readonly reachable?: ReadonlySet<string> | undefined;
  /** Cost of one contact, in minor units. Defaults to 0. */
  readonly costPerContact?: number | undefined;
}

/** Figures of a candidate target group; amounts are in minor units. */
export interface TargetComparison {
  readonly segmentId: string;
  readonly size: number;
  /** Share of all customers. */
  readonly share: number;
  /** Number of members who may be contacted. */
  readonly reachable: number;
  /** Sum of the members' values; an unknown value counts as 0. */
  readonly value: number;
  /** Mean value per member. */
  readonly averageValue: number;
  /** Expected successes among the members who may be contacted. */
  readonly expectedSuccesses: number;
  /** Cost of contacting all of them. */
  readonly cost: number;
  /** Expected value minus cost, over the members who may be contacted. */
  readonly expectedReturn: number;
  /** Expected return of contacting only the members for whom it is positive. */
  readonly bestReturn: number;
  /** Number of those members. */
  readonly bestContacts: number;
}

const aScore = optionsOf<ScoreColumns>({ ids: anything, values: aColumn });
const TARGET_OPTIONS: OptionShape<TargetOptions> = {
  value: aScore,
  response: aScore,
  successRate: aProbability,
  reachable: aSet,
  costPerContact: aNumber({ min: 0 }),
};

/**
 * Compares candidate segments by size, value, reach and expected return, the best return first.
 *
 * @param memberships - memberships of the candidate segments
 * @throws ClienteleError `invalid_option`
 * @example
 * const label = { en: "", zh: "" };
 * const memberships = { set: "s", version: 1, asOf: null, ids: ["a", "b"], segments: [{ id: "vip", label, members: Uint8Array.of(1, 1), size: 2 }] };
 * const [vip] = compareTargets(memberships, { value: { ids: ["a", "b"], values: Float64Array.of(1000, 40) }, successRate: 0.1, costPerContact: 10 });
 * [vip.expectedReturn, vip.bestReturn, vip.bestContacts] // => [84, 90, 1]
 */
export function compareTargets(memberships: MembershipColumns, options: TargetOptions): TargetComparison[] {
  const { value, response, successRate, reachable, costPerContact = 0 } = requireOptions(options, TARGET_OPTIONS);
  if (response === undefined) requireOption("successRate", successRate, aProbability);
  const values = byId(requireOption("value", value, aScore));
  const chances = response === undefined ? undefined : byId(response);
  return memberships.segments
    .map(({ id: segmentId, members, size }) => {
      const sums = { reachable: 0, value: 0, expectedSuccesses: 0, expectedReturn: 0, bestReturn: 0, bestContacts: 0 };
      memberships.ids.forEach((id, row) => {
        if (members[row] !== 1) return;
        const worth = known(values.get(id));
        sums.value += worth;
        if (reachable?.has(id) === false) return;
        const chance = chances === undefined ? successRate! : known(chances.get(id));
        const gain = chance * worth - costPerContact;
        sums.reachable++;
        sums.expectedSuccesses += chance;
        sums.expectedReturn += gain;
        if (gain <= 0) return;
        sums.bestReturn += gain;
        sums.bestContacts++;
      });
      const { length } = memberships.ids;
      return {
        segmentId,
        size,
        share: length === 0 ? 0 : size / length,
        averageValue: size === 0 ? 0 : sums.value / size,
        cost: sums.reachable * costPerContact,
        ...sums,
      };
    })
    .sort((left, right) => right.bestReturn - left.bestReturn || right.size - left.size);
}

function byId({ ids, values }: ScoreColumns): Map<string, number> {
  return new Map(ids.map((id, row) => [id, values[row]!]));
}

function known(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}
