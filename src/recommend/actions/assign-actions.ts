import { compareCodePoints } from "../../kernel/index.js";
import type { NextBestAction } from "./next-best-action.js";
import { invalidOption } from "../log/weighting.js";

/** Who gets what when there is not enough for all, as parallel columns. */
export interface ActionAssignment {
  /** In code-point order. */
  readonly customers: readonly string[];
  /** `null`: nothing. */
  readonly actions: readonly (string | null)[];
  readonly expectedValues: Float64Array;
  /** How many got each action. */
  readonly used: Readonly<Record<string, number>>;
}

/**
 * Shares out actions of which there are only so many (two hundred calls a week) among customers: whoever gains most over
 * their next choice comes first, and with `fair` every group first gets its part of each capacity.
 *
 * @param decisions - a decision a customer, from `nextBestAction`
 * @param options - `capacity` by action, without a limit where it is absent; `fair`: the group of a customer, and the
 * share of each capacity that is dealt to groups in proportion to their sizes before the rest goes by gain
 * @throws ClienteleError `invalid_option`
 * @example
 * const actions = (propensity: number) => [{ id: "call", kind: "call", propensity, value: 1000 }, { id: "mail", kind: "offer", propensity: 0.05, value: 1000 }];
 * const decide = (customerId: string, propensity: number) => ({ customerId, decision: nextBestAction(actions(propensity), { asOf: 0 }) });
 * const { customers, actions: given } = assignActions([decide("ann", 0.2), decide("bob", 0.6)], { capacity: { call: 1 } });
 * customers.map((id, row) => [id, given[row]]) // => [["ann", "mail"], ["bob", "call"]]
 */
export function assignActions(
  decisions: Iterable<{ readonly customerId: string; readonly decision: NextBestAction }>,
  options: {
    readonly capacity: Readonly<Record<string, number>>;
    readonly fair?: { readonly groupOf: (customerId: string) => string; readonly share: number } | undefined;
  },
): ActionAssignment {
  const { capacity, fair } = options;
  for (const [action, most] of Object.entries(capacity)) {
    if (!(Number.isInteger(most) && most >= 0)) throw invalidOption(`capacity.${action}`, most, "a whole number, 0 or more");
  }
  if (fair !== undefined && !(fair.share >= 0 && fair.share <= 1)) throw invalidOption("fair.share", fair.share, "from 0 to 1");
  const waiting = [...decisions]
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
  for (const [action, most] of Object.entries(capacity)) {
    for (const [group, size] of sizes) {
      reserved.set(`${group}\n${action}`, Math.floor((most * (fair?.share ?? 0) * size) / Math.max(1, waiting.length)));
    }
  }
  const given = new Map<string, { readonly id: string; readonly expectedValue: number }>();
  const gain = ({ choices, next }: (typeof waiting)[number]): number =>
    (choices[next]?.score ?? 0) - (choices[next + 1]?.score ?? 0);
  /** One pass by gain: who finds the action gone steps down to the next choice, and is asked again. */
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
  const used: Record<string, number> = {};
  for (const { id } of given.values()) used[id] = (used[id] ?? 0) + 1;
  return {
    customers: waiting.map(({ customerId }) => customerId),
    actions: waiting.map(({ customerId }) => given.get(customerId)?.id ?? null),
    expectedValues: Float64Array.from(waiting, ({ customerId }) => given.get(customerId)?.expectedValue ?? 0),
    used,
  };
}
