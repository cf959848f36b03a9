import { ClienteleError } from "../../kernel/index.js";

/** A trait and the survey items that measure it. */
export interface TraitScale {
  /** Stable, for programs; names the timeline `score:<id>`. */
  readonly id: string;
  /** Items of the survey; a reversed one is turned round before it counts. */
  readonly items: readonly (string | { readonly item: string; readonly reversed: true })[];
  /** Lowest and highest answer. */
  readonly range: readonly [number, number];
}

/** Answers of one customer, by item; what is missing or outside the range counts as not answered. */
export interface TraitAnswers {
  readonly customerId: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Scores and how far they can be trusted. */
export interface TraitScores {
  readonly ids: readonly string[];
  readonly traits: readonly {
    readonly id: string;
    /** Mean of the items answered, on the scale of the answers; NaN where too few were. */
    readonly scores: Float64Array;
    /** Cronbach's alpha over those who answered every item: below .6 or so the items do not measure one thing. `null` where it cannot be told. */
    readonly alpha: number | null;
    /** Customers who answered every item. */
    readonly complete: number;
    /** Share of answers that are missing. */
    readonly missing: number;
  }[];
}

/**
 * Psychographic traits from survey items: the mean of the items of a trait, with the reliability of the scale and the
 * share of missing answers.
 *
 * @param rows - one a customer
 * @param scales - the traits
 * @param options - `leastAnswered`: share of the items that must be answered for a score; a half
 * @throws ClienteleError `invalid_option` for a scale without items or with an impossible range
 * @see Cronbach (1951), Coefficient alpha and the internal structure of tests
 * @example
 * const rows = [{ customerId: "a", answers: { q1: 5, q2: 1 } }, { customerId: "b", answers: { q1: 2 } }];
 * const { traits } = scoreTraits(rows, [{ id: "adventure", items: ["q1", { item: "q2", reversed: true }], range: [1, 5] }]);
 * [...traits[0].scores] // => [5, 2]
 */
export function scoreTraits(
  rows: readonly TraitAnswers[],
  scales: readonly TraitScale[],
  options: { readonly leastAnswered?: number | undefined } = {},
): TraitScores {
  const { leastAnswered = 0.5 } = options;
  const traits = scales.map(({ id, items, range: [low, high] }) => {
    if (items.length === 0 || !(low < high))
      throw new ClienteleError("invalid_option", "A scale has items, and a range from low to high.", {
        option: "scales",
        value: id,
      });
    const values = rows.map(({ answers }) =>
      items.map((entry) => {
        const item = typeof entry === "string" ? entry : entry.item;
        const answer: unknown = Object.hasOwn(answers, item) ? answers[item] : undefined;
        if (typeof answer !== "number" || !(answer >= low && answer <= high)) return undefined;
        return typeof entry === "string" ? answer : low + high - answer;
      }),
    );
    const scores = Float64Array.from(values, (given) => {
      const answered = given.filter((value) => value !== undefined);
      if (answered.length === 0 || answered.length < leastAnswered * items.length) return Number.NaN;
      return answered.reduce((sum, value) => sum + value, 0) / answered.length;
    });
    const complete = values.filter((given): given is number[] => given.every((value) => value !== undefined));
    const absent = values.reduce((sum, given) => sum + given.filter((value) => value === undefined).length, 0);
    return {
      id,
      scores,
      alpha: cronbachAlpha(complete),
      complete: complete.length,
      missing: rows.length === 0 ? 0 : absent / (rows.length * items.length),
    };
  });
  return { ids: rows.map(({ customerId }) => customerId), traits };
}

function cronbachAlpha(rows: readonly (readonly number[])[]): number | null {
  const items = rows[0]?.length ?? 0;
  if (rows.length < 2 || items < 2) return null;
  const total = variance(rows.map((row) => row.reduce((sum, value) => sum + value, 0)));
  if (!(total > 0)) return null;
  const parts = Array.from({ length: items }, (_, item) => variance(rows.map((row) => row[item]!)));
  return (items / (items - 1)) * (1 - parts.reduce((sum, part) => sum + part, 0) / total);
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
