import { aProbability, invalidOption, type OptionShape, requireOptions } from "../../kernel/internal.js";

/** Trait with the survey items that measure it. */
export interface TraitScale {
  /** Stable identifier, for programs; names the timeline `score:<id>`. */
  readonly id: string;
  /** Items of the survey; the answer to a reversed item is mirrored on the scale. */
  readonly items: readonly (string | { readonly item: string; readonly reversed: true })[];
  /** Lowest and highest possible answer. */
  readonly range: readonly [number, number];
}

/** Answers of one customer, by item; an answer outside the range counts as missing. */
export interface TraitAnswers {
  readonly customerId: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

/** Trait scores with their reliability. */
export interface TraitScores {
  readonly ids: readonly string[];
  readonly traits: readonly {
    readonly id: string;
    /** Mean of the answered items, on the scale of the answers; NaN if too few were answered. */
    readonly scores: Float64Array;
    /** Cronbach's alpha over customers who answered every item. Below about 0.6 the items do not measure one trait; `null` if it cannot be computed. */
    readonly alpha: number | null;
    /** Number of customers who answered every item. */
    readonly complete: number;
    /** Share of missing answers. */
    readonly missing: number;
  }[];
}

/** Options of {@link scoreTraits}. */
export interface TraitOptions {
  /** Minimum share of a trait's items that a customer must answer for a score. Defaults to 0.5. */
  readonly minAnswered?: number | undefined;
}

const TRAIT_OPTIONS: OptionShape<TraitOptions> = { minAnswered: aProbability };

/**
 * Scores psychographic traits from survey items: the mean of each trait's items, with the reliability of the scale and the share of
 * missing answers.
 *
 * @param rows - one entry per customer
 * @param scales - the traits
 * @throws ClienteleError `invalid_option`, also for a scale without items or with an empty range
 * @see Cronbach (1951), Coefficient alpha and the internal structure of tests
 * @example
 * const rows = [{ customerId: "a", answers: { q1: 5, q2: 1 } }, { customerId: "b", answers: { q1: 2 } }];
 * const { traits } = scoreTraits(rows, [{ id: "adventure", items: ["q1", { item: "q2", reversed: true }], range: [1, 5] }]);
 * [...traits[0].scores] // => [5, 2]
 */
export function scoreTraits(
  rows: readonly TraitAnswers[],
  scales: readonly TraitScale[],
  options: TraitOptions = {},
): TraitScores {
  const { minAnswered = 0.5 } = requireOptions(options, TRAIT_OPTIONS);
  const traits = scales.map(({ id, items, range }, index) => {
    const [low, high] = range;
    if (items.length === 0) throw invalidOption(`scales[${index}].items`, items, "an array of at least one item");
    if (!(low < high)) throw invalidOption(`scales[${index}].range`, range, "strictly increasing");
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
      if (answered.length === 0 || answered.length < minAnswered * items.length) return Number.NaN;
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
