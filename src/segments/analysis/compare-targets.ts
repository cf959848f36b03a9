import { ClienteleError } from "../../kernel/index.js";
import type { ScoreColumns } from "../../models/index.js";
import type { MembershipColumns } from "../set/membership-columns.js";

/** What it takes to compare target groups. */
export interface TargetOptions {
  /** What a customer is worth if the action succeeds, minor units: margin of an order, value saved. */
  readonly value: ScoreColumns;
  /** The chance that the action succeeds because of it; everybody's `successRate` unless given. */
  readonly response?: ScoreColumns | undefined;
  /** One chance for everybody, where there is no column. */
  readonly successRate?: number | undefined;
  /** Who may be contacted; everybody unless given. */
  readonly reachable?: ReadonlySet<string> | undefined;
  /** Cost of one contact, minor units; 0 unless given. */
  readonly costPerContact?: number | undefined;
}

/** A candidate target group in figures. */
export interface TargetComparison {
  readonly segmentId: string;
  readonly size: number;
  /** Share of all customers. */
  readonly share: number;
  /** Members who may be contacted. */
  readonly reachable: number;
  /** Sum of the members' values; unknown ones count 0. */
  readonly value: number;
  /** Per member. */
  readonly averageValue: number;
  /** Of those who may be contacted. */
  readonly expectedSuccesses: number;
  readonly cost: number;
  /** Expected value less cost, of those who may be contacted. */
  readonly expectedReturn: number;
  /** Expected return of contacting only those for whom it is positive, and how many they are. */
  readonly bestReturn: number;
  readonly bestContacts: number;
}

/**
 * Candidate segments side by side: size, value, reach and expected return, the best return first.
 *
 * @param memberships - who is in which segment
 * @throws ClienteleError `invalid_option` without a response and a success rate, or for a rate outside [0, 1]
 * @example
 * const label = { en: "", zh: "" };
 * const memberships = { set: "s", version: 1, asOf: null, ids: ["a", "b"], segments: [{ id: "vip", label, members: Uint8Array.of(1, 1), size: 2 }] };
 * const [vip] = compareTargets(memberships, { value: { ids: ["a", "b"], values: Float64Array.of(1000, 40) }, successRate: 0.1, costPerContact: 10 });
 * [vip.expectedReturn, vip.bestReturn, vip.bestContacts] // => [84, 90, 1]
 */
export function compareTargets(memberships: MembershipColumns, options: TargetOptions): TargetComparison[] {
  const { value, response, successRate, reachable, costPerContact = 0 } = options;
  if (response === undefined && !(successRate !== undefined && successRate >= 0 && successRate <= 1)) {
    throw new ClienteleError("invalid_option", "Give a response a customer, or one success rate between 0 and 1.", {
      option: "successRate",
      value: successRate,
    });
  }
  const values = byId(value);
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
