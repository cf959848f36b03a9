import { ClienteleError, compareCodePoints } from "../../kernel/index.js";
import { aFunction, anInteger, aProbability, mapOf, type OptionShape, optionsOf, requireOptions } from "../../kernel/internal.js";
import type { NextBestAction } from "./action-types.js";

/** Actions given to customers under limited capacity, as parallel columns. */
export interface ActionAssignment {
  /** In code-point order. */
  readonly customers: readonly string[];
  /** Identifier of the action; `null` for none. */
  readonly actions: readonly (string | null)[];
  /** Expected value per customer, minor units of `currency`; 0 without an action. */
  readonly expectedValues: Float64Array;
  /** Currency of the decisions; `null` if there are none. */
  readonly currency: string | null;
  /** Number of customers per action. */
  readonly assigned: Readonly<Record<string, number>>;
}

/** Options of {@link assignActions}. */
export interface AssignActionsOptions {
  /** How many customers each action is available for; an action that is not listed has no limit. */
  readonly capacity: Readonly<Record<string, number>>;
  /** Reserves a part of each capacity for groups of customers; defaults to no such reserve. */
  readonly fair?: FairShare | undefined;
}

/** Part of each capacity that is reserved for groups in proportion to their sizes. */
export interface FairShare {
  /** Returns the group of a customer. */
  readonly groupOf: (customerId: string) => string;
  /** Share of each capacity that is reserved, from 0 to 1; the rest goes by gain. */
  readonly share: number;
}

const ASSIGN_OPTIONS: OptionShape<AssignActionsOptions> = {
  capacity: mapOf(anInteger({ min: 0 })),
  fair: optionsOf<FairShare>({ groupOf: aFunction, share: aProbability }, ["groupOf", "share"]),
};

/**
 * Assigns actions with a limited capacity (two hundred calls a week) to customers. The customers who gain most over their next
 * choice come first. With `fair`, every group first gets its part of each capacity.
 *
 * @param decisions - one decision per customer, from `nextBestAction`, all in one currency
 * @throws ClienteleError `invalid_option`, `mixed_currencies`
 * @example
 * const actions = (propensity: number) => [{ id: "call", kind: "call", propensity, value: 1000 }, { id: "mail", kind: "offer", propensity: 0.05, value: 1000 }];
 * const decide = (customerId: string, propensity: number) => ({ customerId, decision: nextBestAction(actions(propensity), { asOf: 0, currency: "EUR" }) });
 * const { customers, actions: given } = assignActions([decide("ann", 0.2), decide("bob", 0.6)], { capacity: { call: 1 } });
 * customers.map((id, row) => [id, given[row]]) // => [["ann", "mail"], ["bob", "call"]]
 */
export function assignActions(
  decisions: Iterable<{ readonly customerId: string; readonly decision: NextBestAction }>,
  options: AssignActionsOptions,
): ActionAssignment {
  const { capacity, fair } = requireOptions(options, ASSIGN_OPTIONS, { mandatory: ["capacity"] });
  const rows = [...decisions];
  const currencies = [...new Set(rows.map(({ decision }) => decision.currency))];
  if (currencies.length > 1)
    throw new ClienteleError("mixed_currencies", "All decisions must be in one currency. Convert the amounts first.", {
      currencies,
    });
  const waiting = rows
    .sort((left, right) => compareCodePoints(left.customerId, right.customerId))
    .map(({ customerId, decision }) => ({
      customerId,
      choices: decision.ranking.filter(({ score }) => score > 0),
      next: 0,
      group: fair?.groupOf(customerId) ?? "",
    }));
  const left = new Map(Object.entries(capacity));
  const sizes = new Map<string, number>();
  for (const { group } of waiting) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const reserved = new Map<string, number>();
  for (const [action, available] of Object.entries(capacity)) {
    for (const [group, size] of sizes) {
      reserved.set(`${group}\n${action}`, Math.floor((available * (fair?.share ?? 0) * size) / Math.max(1, waiting.length)));
    }
  }
  const given = new Map<string, { readonly id: string; readonly expectedValue: number }>();
  const gain = ({ choices, next }: (typeof waiting)[number]): number =>
    (choices[next]?.score ?? 0) - (choices[next + 1]?.score ?? 0);
  /** Passes by gain: a customer whose action is used up steps down to the next choice and takes part in the next pass. */
  const deal = (mayTake: (action: string, group: string) => boolean, stepDown: boolean): void => {
    let open = waiting.filter(({ customerId, choices, next }) => !given.has(customerId) && next < choices.length);
    while (open.length > 0) {
      open.sort((a, b) => gain(b) - gain(a) || compareCodePoints(a.customerId, b.customerId));
      const down: typeof open = [];
      for (const customer of open) {
        const choice = customer.choices[customer.next]!;
        if (mayTake(choice.id, customer.group)) given.set(customer.customerId, choice);
        else if (stepDown) {
          customer.next++;
          if (customer.next < customer.choices.length) down.push(customer);
        }
      }
      open = down;
    }
  };
  const take = (action: string): boolean => {
    const rest = left.get(action);
    if (rest === undefined) return true;
    if (rest === 0) return false;
    left.set(action, rest - 1);
    return true;
  };
  if (fair !== undefined) {
    deal((action, group) => {
      const key = `${group}\n${action}`;
      const rest = reserved.get(key) ?? 0;
      if (rest === 0) return false;
      reserved.set(key, rest - 1);
      return take(action);
    }, false);
  }
  deal(take, true);
  const assigned: Record<string, number> = {};
  for (const { id } of given.values()) assigned[id] = (assigned[id] ?? 0) + 1;
  return {
    customers: waiting.map(({ customerId }) => customerId),
    actions: waiting.map(({ customerId }) => given.get(customerId)?.id ?? null),
    expectedValues: Float64Array.from(waiting, ({ customerId }) => given.get(customerId)?.expectedValue ?? 0),
    currency: currencies[0] ?? null,
    assigned,
  };
}
