import { ClienteleError, isClienteleError, type LocalizedText } from "../kernel/index.js";
import { deepFreeze, joinPath, requireOneOf } from "../kernel/internal.js";
import { unknownKeys } from "../rules/internal.js";

/** Quantity that is summed over the customers of a term. */
export type KpiQuantity = "customers" | "orders" | "days" | "revenue";

/** Condition on a customer: a number of orders (with a positive net amount) or of purchase days in a window. */
export interface KpiCondition {
  /** The window itself, or the one before it. */
  readonly in: "window" | "previous";
  /** Quantity that is counted. */
  readonly quantity: "orders" | "days";
  /** Minimum, inclusive; defaults to 0. */
  readonly min?: number | undefined;
  /** Maximum, inclusive; defaults to no limit. */
  readonly max?: number | undefined;
}

/** One side of the fraction. */
export interface KpiTerm {
  readonly label: LocalizedText;
  /** Quantity that is summed in the window. */
  readonly quantity: KpiQuantity;
  /** Conditions that a customer must all meet; defaults to every customer with a row in the window. */
  readonly where?: readonly KpiCondition[] | undefined;
}

/** Another KPI of a similar name, and why its number differs. */
export interface KpiRival {
  /** Identifier; that of an entry of `kpiCatalog` if there is one. */
  readonly id: string;
  readonly name: LocalizedText;
  readonly difference: LocalizedText;
}

/** A KPI as plain data: its name, what it divides by what, and what it is often confused with. */
export interface KpiDefinition {
  readonly id: string;
  readonly version: number;
  readonly name: LocalizedText;
  /** Definition in one sentence that a manager can check. */
  readonly definition: LocalizedText;
  /** Unit of the value: `share` lies between 0 and 1; `money` is in minor units, not rounded. */
  readonly unit: "share" | "money" | "count";
  readonly numerator: KpiTerm;
  readonly denominator: KpiTerm;
  /** Describes the window, and when an event falls into it. */
  readonly window: LocalizedText;
  readonly rivals: readonly KpiRival[];
  /** Both terms as rule metrics, from which SQL is generated; plain JSON of the rules module. */
  readonly expression?: { readonly numerator: unknown; readonly denominator: unknown } | undefined;
}

const DEFINITION_KEYS = [
  "id",
  "version",
  "name",
  "definition",
  "unit",
  "numerator",
  "denominator",
  "window",
  "rivals",
  "expression",
];
const TERM_KEYS = ["label", "quantity", "where"];
const CONDITION_KEYS = ["in", "quantity", "min", "max"];

/**
 * Checks and freezes the definition of a KPI; `kpiCatalog` has the usual ones.
 *
 * @throws ClienteleError `invalid_kpi`, with the path of the invalid part
 * @example
 * const base = kpiCatalog["repeat-purchase-rate-by-order"];
 * const heavy = defineKpi({
 *   ...base,
 *   id: "five-orders",
 *   numerator: { ...base.numerator, where: [{ in: "window", quantity: "orders", min: 5 }] },
 * });
 * Object.isFrozen(heavy.numerator) // => true
 */
export function defineKpi<Definition extends KpiDefinition>(definition: Definition): Definition {
  const given: unknown = definition;
  if (!isObject(given)) throw invalidKpi(undefined, "", "A KPI must be an object.");
  const { id, version, unit, name } = definition;
  const refuse = (path: string, problem: string) => invalidKpi(id, path, problem);
  requireKnownKeys(id, definition, DEFINITION_KEYS, "");
  if (typeof id !== "string" || id === "") throw refuse("id", "The KPI needs an identifier.");
  if (!Number.isInteger(version) || version < 1) throw refuse("version", "The version must be an integer of at least 1.");
  requireName(id, "unit", unit, ["share", "money", "count"]);
  if (typeof name?.en !== "string" || typeof name.zh !== "string")
    throw refuse("name", "The name must be given in English and Chinese.");
  for (const side of ["numerator", "denominator"] as const) {
    const term: unknown = definition[side];
    if (!isObject(term)) throw refuse(side, "A term must be an object with a label and a quantity.");
    requireKnownKeys(id, term, TERM_KEYS, side);
    requireName(id, `${side}.quantity`, term.quantity, ["customers", "orders", "days", "revenue"]);
    const where: unknown = term.where ?? [];
    if (!Array.isArray(where)) throw refuse(`${side}.where`, "`where` must be an array of conditions.");
    where.forEach((condition: unknown, position) => checkCondition(id, condition, `${side}.where[${position}]`));
  }
  return deepFreeze(definition);
}

function checkCondition(id: unknown, condition: unknown, path: string): void {
  if (!isObject(condition)) throw invalidKpi(id, path, "A condition must be an object.");
  requireKnownKeys(id, condition, CONDITION_KEYS, path);
  requireName(id, joinPath(path, "in"), condition.in, ["window", "previous"]);
  requireName(id, joinPath(path, "quantity"), condition.quantity, ["orders", "days"]);
  const { min = 0, max = Number.POSITIVE_INFINITY } = condition as unknown as KpiCondition;
  if (!(Number.isInteger(min) && min >= 0))
    throw invalidKpi(id, joinPath(path, "min"), "`min` must be an integer of at least 0.");
  if (!(max >= min)) throw invalidKpi(id, joinPath(path, "max"), "`max` must be at least `min`.");
}

function requireKnownKeys(id: unknown, value: object, known: readonly string[], path: string): void {
  const [problem] = unknownKeys(value, known, path);
  if (problem !== undefined) throw invalidKpi(id, problem.path, `${problem.message} ${problem.hint ?? ""}`.trim());
}

function requireName(id: unknown, path: string, value: unknown, names: readonly string[]): void {
  try {
    requireOneOf(path, value, names);
  } catch (error) {
    throw isClienteleError(error) ? invalidKpi(id, path, error.message) : error;
  }
}

function invalidKpi(id: unknown, path: string, problem: string): ClienteleError<"invalid_kpi"> {
  return new ClienteleError("invalid_kpi", problem, { kpi: id, problem }, path);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
