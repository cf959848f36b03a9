import { ClienteleError, type LocalizedText } from "../kernel/index.js";

/** What is added up over the customers of a term. */
export type KpiQuantity = "customers" | "orders" | "days" | "revenue";

/**
 * A condition on a customer: so many orders (with a net amount above 0) or purchase days in the window, or in the window
 * before it.
 */
export interface KpiCondition {
  readonly in: "window" | "previous";
  readonly count: "orders" | "days";
  /** Default 0. */
  readonly atLeast?: number;
  /** No limit when absent. */
  readonly atMost?: number;
}

/** One side of the fraction. */
export interface KpiTerm {
  readonly label: LocalizedText;
  /** What is added up, in the window. */
  readonly quantity: KpiQuantity;
  /** Customers who meet all of these; everybody with a row in the window when absent. */
  readonly who?: readonly KpiCondition[];
}

/** Another figure of nearly the same name, and why its number differs. */
export interface KpiRival {
  /** Identifier, of `kpiCatalog` where it is there. */
  readonly id: string;
  readonly name: LocalizedText;
  readonly difference: LocalizedText;
}

/** An indicator as plain data: what it is called, what it divides by what, and what it is mistaken for. */
export interface KpiDefinition {
  readonly id: string;
  readonly version: number;
  readonly name: LocalizedText;
  /** One sentence that a manager can check. */
  readonly definition: LocalizedText;
  /** `share` is between 0 and 1; `money` is in minor units, not rounded. */
  readonly unit: "share" | "money" | "count";
  readonly numerator: KpiTerm;
  readonly denominator: KpiTerm;
  /** What its window is and when an event falls in it. */
  readonly window: LocalizedText;
  readonly rivals: readonly KpiRival[];
  /** The same two terms as rule metrics, from which SQL is made; plain JSON of the rules module. */
  readonly expression?: { readonly numerator: unknown; readonly denominator: unknown } | undefined;
}

const QUANTITIES: readonly unknown[] = ["customers", "orders", "days", "revenue"];

/**
 * Checks and freezes an indicator of your own; `kpiCatalog` has the usual ones.
 *
 * @throws ClienteleError `invalid_kpi`, at the path of the part that is wrong
 * @example
 * const base = kpiCatalog["repeat-purchase-rate-by-order"];
 * const heavy = defineKpi({
 *   ...base,
 *   id: "five-orders",
 *   numerator: { ...base.numerator, who: [{ in: "window", count: "orders", atLeast: 5 }] },
 * });
 * Object.isFrozen(heavy.numerator) // => true
 */
export function defineKpi<Definition extends KpiDefinition>(definition: Definition): Definition {
  const { id, version, unit, name } = definition;
  const refuse = (path: string, problem: string) => new ClienteleError("invalid_kpi", problem, { kpi: id, problem }, path);
  if (typeof id !== "string" || id === "") throw refuse("id", "Give an identifier.");
  if (!Number.isInteger(version) || version < 1) throw refuse("version", "A version is a whole number from 1.");
  if (!["share", "money", "count"].includes(unit)) throw refuse("unit", "A unit is share, money or count.");
  if (typeof name?.en !== "string" || typeof name.zh !== "string") throw refuse("name", "Name it in English and Chinese.");
  for (const side of ["numerator", "denominator"] as const) {
    const term = definition[side];
    if (!QUANTITIES.includes(term?.quantity)) {
      throw refuse(`${side}.quantity`, "A quantity is customers, orders, days or revenue.");
    }
    (term.who ?? []).forEach((condition, position) => {
      const problem = problemOfCondition(condition);
      if (problem !== undefined) throw refuse(`${side}.who[${position}]`, problem);
    });
  }
  return deepFreeze(definition);
}

function problemOfCondition(condition: KpiCondition): string | undefined {
  const { count, atLeast = 0, atMost = Number.POSITIVE_INFINITY } = condition;
  if (condition.in !== "window" && condition.in !== "previous") return "A condition is in the window or the previous one.";
  if (count !== "orders" && count !== "days") return "A condition counts orders or days.";
  if (!(Number.isInteger(atLeast) && atLeast >= 0 && atMost >= atLeast)) return "Give 0 ≤ atLeast ≤ atMost.";
  return undefined;
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
