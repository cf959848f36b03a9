import { outsideDomain, requireProbability } from "../policy/requirements.js";

/** An offer to those who have left. */
export interface WinBackOffer {
  readonly id: string;
  /** What it costs when somebody takes it. */
  readonly cost: number;
  /** Probability of a return within the horizon if it is made to somebody who left just now. */
  readonly returns: number;
}

/** Somebody who has left, and what was tried. */
export interface LostCustomer {
  readonly id: string;
  /** What the customer is worth if they return. */
  readonly value: number;
  /** Days since they left. */
  readonly lostDays: number;
  /** Probability of a return by themselves, 1 − P(left for good): an offer earns only what it adds. */
  readonly returnsAlone: number;
  /** Identifiers of offers that were made and not taken. */
  readonly tried?: readonly string[];
  /** May the customer be contacted at all? */
  readonly mayContact?: boolean;
}

/** How to weigh. */
export interface WinBackOptions {
  readonly offers: readonly WinBackOffer[];
  /** Cost of a contact. */
  readonly contact: number;
  /** Days after which the chance of a return by an offer has halved; 90 unless told. */
  readonly halfLife?: number | undefined;
  /** What is left of the chance after each offer that was not taken; half unless told. */
  readonly afterRefusal?: number | undefined;
  /** Attempts at most; 3 unless told. */
  readonly attempts?: number | undefined;
}

/** What to do about somebody who has left. */
export interface WinBackPlan {
  readonly customerId: string;
  /** The offer to make; `null` to stop. */
  readonly offer: string | null;
  /** Expected profit of making it; 0 to stop. */
  readonly profit: number;
  /** Probability of a return with it. */
  readonly returns: number;
  readonly because: "worthwhile" | "no-contact" | "attempts-used" | "not-worth-it";
  /** Days from now after which no offer pays any more: the day to stop; 0 to stop now, `null` where contact costs nothing. */
  readonly stopAfterDays: number | null;
}

/**
 * Whom to win back, with which offer, and when to stop. An offer's profit is what it adds to the chance of a return, times the
 * value, less its cost to those who take it (who would have come anyway as well), less the contact. Chances fade with the time
 * since leaving and with every refusal.
 *
 * @param customers - the lost
 * @param options - offers, costs, how chances fade
 * @returns a plan each, the most profitable first
 * @throws ClienteleError `outside_domain`
 * @see Stauss, Friege (1999), Regaining service customers; Kumar, Bhagwat, Zhang (2015), Regaining "lost" customers
 * @example
 * const offers = [{ id: "hello", cost: 0, returns: 0.1 }, { id: "voucher", cost: 20, returns: 0.3 }];
 * const [plan] = winBackPlans([{ id: "c1", value: 300, lostDays: 90, returnsAlone: 0.02 }], { offers, contact: 1 });
 * [plan?.offer, plan?.profit] // => ["voucher", 39.76]
 */
export function winBackPlans(customers: Iterable<LostCustomer>, options: WinBackOptions): WinBackPlan[] {
  return [...customers].map((customer) => winBackPlan(customer, options)).sort((left, right) => right.profit - left.profit);
}

/**
 * The plan for one customer who has left: see {@link winBackPlans}.
 *
 * @throws ClienteleError `outside_domain`
 * @example
 * const offers = [{ id: "voucher", cost: 20, returns: 0.3 }];
 * winBackPlan({ id: "c1", value: 15, lostDays: 10, returnsAlone: 0 }, { offers, contact: 1 }).because // => "not-worth-it"
 */
export function winBackPlan(customer: LostCustomer, options: WinBackOptions): WinBackPlan {
  const { offers, contact, halfLife = 90, afterRefusal = 0.5, attempts = 3 } = options;
  const { id, value, lostDays, returnsAlone, tried = [], mayContact = true } = customer;
  requireProbability("returnsAlone", returnsAlone);
  requireProbability("afterRefusal", afterRefusal);
  for (const offer of offers) requireProbability(`offers.${offer.id}.returns`, offer.returns);
  for (const [name, given] of Object.entries({ value, lostDays, contact, attempts }))
    if (!(given >= 0 && given < Infinity)) throw outsideDomain(name, given, "not negative");
  if (!(halfLife > 0)) throw outsideDomain("halfLife", halfLife, "above 0");
  const stop = (because: WinBackPlan["because"]): WinBackPlan => ({
    customerId: id,
    offer: null,
    profit: 0,
    returns: returnsAlone,
    because,
    stopAfterDays: 0,
  });
  if (!mayContact) return stop("no-contact");
  if (tried.length >= attempts) return stop("attempts-used");
  const fade = 2 ** (-lostDays / halfLife) * afterRefusal ** tried.length;
  const open = offers
    .filter((offer) => !tried.includes(offer.id))
    .map((offer) => ({ offer, ...profitOf(offer, fade, returnsAlone, value, contact) }))
    .filter(({ profit }) => profit > 0)
    .sort((left, right) => right.profit - left.profit);
  const best = open[0];
  if (best === undefined) return stop("not-worth-it");
  const longest = Math.max(...open.map(({ payback }) => halfLife * Math.log2(payback)));
  return {
    customerId: id,
    offer: best.offer.id,
    profit: best.profit,
    returns: best.returns,
    because: "worthwhile",
    stopAfterDays: longest === Infinity ? null : longest,
  };
}

/** Those who would not return alone return with the offer's chance; those who would take it too. */
function profitOf(offer: WinBackOffer, fade: number, alone: number, value: number, contact: number) {
  const added = (1 - alone) * offer.returns * fade;
  const returns = alone + added;
  // What comes in fades with the chance, what goes out for nothing does not: they meet once it has faded by their ratio.
  const [earned, spent] = [added * (value - offer.cost), alone * offer.cost + contact];
  return { returns, profit: earned - spent, payback: earned / spent };
}
