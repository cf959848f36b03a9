import {
  aNumber,
  anInteger,
  anObject,
  aPositiveNumber,
  aProbability,
  listOf,
  type OptionShape,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";

/** Offer to customers who have left. Amounts are in minor units of one currency. */
export interface WinBackOffer {
  readonly id: string;
  /** Cost of the offer when a customer takes it. */
  readonly cost: number;
  /** Probability that a customer who has just left returns within the horizon because of the offer. */
  readonly returns: number;
}

/** Customer who has left, with the offers that were made. */
export interface LostCustomer {
  readonly id: string;
  /** Value of the customer if they return, in minor units. */
  readonly value: number;
  /** Days since the customer left. */
  readonly lostDays: number;
  /** Probability of a return without an offer; an offer earns only what it adds to it. */
  readonly returnsAlone: number;
  /** Identifiers of offers that were made and not taken. */
  readonly tried?: readonly string[] | undefined;
  /** Whether the customer may be contacted. Defaults to true. */
  readonly mayContact?: boolean | undefined;
}

/** Options of {@link winBackPlan}. */
export interface WinBackOptions {
  readonly offers: readonly WinBackOffer[];
  /** Cost of one contact, in minor units. */
  readonly contact: number;
  /** Days after which the effect of an offer has halved. Defaults to 90. */
  readonly halfLife?: number | undefined;
  /** Share of the effect that remains after each offer that was not taken. Defaults to 0.5. */
  readonly afterRefusal?: number | undefined;
  /** Maximum number of attempts. Defaults to 3. */
  readonly maxAttempts?: number | undefined;
}

/** Plan for a customer who has left. */
export interface WinBackPlan {
  readonly customerId: string;
  /** Offer to make; `null` to stop. */
  readonly offer: string | null;
  /** Expected profit of the offer, in minor units; 0 to stop. */
  readonly profit: number;
  /** Probability of a return with the offer. */
  readonly returns: number;
  readonly because: "worthwhile" | "no-contact" | "attempts-used" | "not-worth-it";
  /** Days from now after which no offer pays; 0 to stop now, `null` if offers keep paying because contact is free. */
  readonly stopAfterDays: number | null;
}

const aCost = aNumber({ min: 0 });
const WIN_BACK_OPTIONS: OptionShape<WinBackOptions> = {
  offers: listOf(anObject),
  contact: aCost,
  halfLife: aPositiveNumber,
  afterRefusal: aProbability,
  maxAttempts: anInteger({ min: 0 }),
};

/**
 * Plans the win-back of several customers: which to contact, with which offer, and when to stop. The profit of an offer is its
 * effect on the probability of a return, times the value, minus its cost to all who take it (including those who would have
 * returned anyway), minus the contact. The effect fades with the time since leaving and with every refusal.
 *
 * @param customers - customers who have left
 * @returns one plan per customer, the most profitable first
 * @throws ClienteleError `invalid_option`
 * @see Stauss, Friege (1999), Regaining service customers; Kumar, Bhagwat, Zhang (2015), Regaining "lost" customers
 * @example
 * const offers = [{ id: "hello", cost: 0, returns: 0.1 }, { id: "voucher", cost: 2_000, returns: 0.3 }];
 * const [plan] = winBackPlans([{ id: "c1", value: 30_000, lostDays: 90, returnsAlone: 0.02 }], { offers, contact: 100 });
 * [plan?.offer, plan?.profit] // => ["voucher", 3976]
 */
export function winBackPlans(customers: Iterable<LostCustomer>, options: WinBackOptions): WinBackPlan[] {
  return [...customers].map((customer) => winBackPlan(customer, options)).sort((left, right) => right.profit - left.profit);
}

/**
 * Plans the win-back of one customer: which offer to make, its expected profit, and when to stop. The effect of an offer fades
 * with the time since leaving and with every refusal.
 *
 * @throws ClienteleError `invalid_option`
 * @example
 * const offers = [{ id: "voucher", cost: 2_000, returns: 0.3 }];
 * winBackPlan({ id: "c1", value: 1_500, lostDays: 10, returnsAlone: 0 }, { offers, contact: 100 }).because // => "not-worth-it"
 */
export function winBackPlan(customer: LostCustomer, options: WinBackOptions): WinBackPlan {
  const given = requireOptions(options, WIN_BACK_OPTIONS);
  const { halfLife = 90, afterRefusal = 0.5, maxAttempts = 3 } = given;
  const offers = requireOption("offers", given.offers, WIN_BACK_OPTIONS.offers);
  const contact = requireOption("contact", given.contact, aCost);
  offers.forEach((offer, index) => {
    requireOption(`offers[${index}].returns`, offer.returns, aProbability);
    requireOption(`offers[${index}].cost`, offer.cost, aCost);
  });
  const { id, tried = [], mayContact = true } = customer;
  const value = requireOption("value", customer.value, aCost);
  const lostDays = requireOption("lostDays", customer.lostDays, aCost);
  const returnsAlone = requireOption("returnsAlone", customer.returnsAlone, aProbability);
  const stop = (because: WinBackPlan["because"]): WinBackPlan => ({
    customerId: id,
    offer: null,
    profit: 0,
    returns: returnsAlone,
    because,
    stopAfterDays: 0,
  });
  if (!mayContact) return stop("no-contact");
  if (tried.length >= maxAttempts) return stop("attempts-used");
  const fade = 2 ** (-lostDays / halfLife) * afterRefusal ** tried.length;
  const open = offers
    .filter((offer) => !tried.includes(offer.id))
    .map((offer) => ({ offer, ...profitOf(offer, fade, returnsAlone, value, contact) }))
    .filter(({ profit }) => profit > 0)
    .sort((left, right) => right.profit - left.profit);
  const best = open[0];
  if (best === undefined) return stop("not-worth-it");
  const stopAfterDays = Math.max(...open.map(({ payback }) => halfLife * Math.log2(payback)));
  return {
    customerId: id,
    offer: best.offer.id,
    profit: best.profit,
    returns: best.returns,
    because: "worthwhile",
    stopAfterDays: stopAfterDays === Infinity ? null : stopAfterDays,
  };
}

/** Customers who would not return alone return with the offer's probability; those who would return anyway take it as well. */
function profitOf(offer: WinBackOffer, fade: number, alone: number, value: number, contact: number) {
  const added = (1 - alone) * offer.returns * fade;
  const returns = alone + added;
  // Earnings fade with the effect, fixed costs do not: they are equal once the effect has faded by this ratio.
  const [earned, spent] = [added * (value - offer.cost), alone * offer.cost + contact];
  return { returns, profit: earned - spent, payback: earned / spent };
}
