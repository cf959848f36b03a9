import { outsideDomain } from "../domain.js";
import { requireFeature } from "../learning/features.js";
import type { ClassWeight } from "../learning/outcomes.js";

/** How to fit. */
export interface BoostedTreesOptions<Name extends string = string> {
  /** Trees at most; 150. */
  readonly rounds?: number | undefined;
  /** Questions from root to leaf at most; 3. */
  readonly maxDepth?: number | undefined;
  /** Share of each tree that is taken; .05. */
  readonly learningRate?: number | undefined;
  /** Rows in a leaf at least; 20. */
  readonly minLeafRows?: number | undefined;
  /** Shrinks leaves with little behind them; 1. */
  readonly l2?: number | undefined;
  /** Loss that a split must take away at least; 0. */
  readonly minGain?: number | undefined;
  /** Bins of a feature at most, from 2 to 255; 255. */
  readonly bins?: number | undefined;
  /** Features that may only raise, or only lower, the score as they grow; missing values are free. */
  readonly monotone?: Readonly<Partial<Record<Name, "rising" | "falling">>> | undefined;
  /** Features whose numbers are categories (whole numbers from 0, see `categoryCodes`), not amounts. */
  readonly categorical?: readonly Name[] | undefined;
  /** How many observations each row stands for; 1 each unless given. */
  readonly weight?: ArrayLike<number> | undefined;
  /** How much each class counts. Probabilities are set right again afterwards. */
  readonly classWeight?: ClassWeight | undefined;
  /** Share of the rows that each tree learns from, drawn by `seed`; 1. */
  readonly rowShare?: number | undefined;
  /** Share of the features that each tree may ask about, drawn by `seed`; 1. */
  readonly columnShare?: number | undefined;
  /** Needed only for `rowShare` and `columnShare` below 1. */
  readonly seed?: number | string | undefined;
  /** Stops when rows held out have not become better for a while, and keeps the trees up to their best. */
  readonly earlyStopping?: EarlyStopping | undefined;
}

/** Which rows to hold out, and how long to wait. */
export interface EarlyStopping {
  /** 1 for a row to hold out, 0 for one to learn from: the latest period, or a fold. */
  readonly holdout: ArrayLike<number>;
  /** Rounds without a better loss; 10. */
  readonly patience?: number;
}

/** The options with their defaults. */
export type BoostingSettings = Required<
  Pick<
    BoostedTreesOptions,
    "rounds" | "maxDepth" | "learningRate" | "minLeafRows" | "l2" | "minGain" | "bins" | "rowShare" | "columnShare"
  >
> & {
  readonly patience: number;
};

/** Each option with its default, and what it may be. */
export function checkedSettings<Name extends string>(
  options: BoostedTreesOptions<Name>,
  names: readonly Name[],
): BoostingSettings {
  const whole = (name: string, value: number, least: number, most: number): number => {
    if (!(Number.isInteger(value) && value >= least && value <= most))
      throw outsideDomain(name, value, `a whole number from ${least} to ${most}`);
    return value;
  };
  const within = (name: string, value: number, test: boolean, expected: string): number => {
    if (!test) throw outsideDomain(name, value, expected);
    return value;
  };
  const share = (name: string, value: number): number => within(name, value, value > 0 && value <= 1, "above 0, at most 1");
  const { monotone = {}, categorical = [], learningRate = 0.05, l2 = 1, minGain = 0, rowShare = 1, columnShare = 1 } = options;
  for (const name of [...Object.keys(monotone), ...categorical]) requireFeature(name, names);
  for (const name of categorical)
    if (Object.hasOwn(monotone, name))
      throw outsideDomain(`monotone.${name}`, "a categorical feature", "a feature with an order");
  if ((rowShare < 1 || columnShare < 1) && options.seed === undefined)
    throw outsideDomain("seed", undefined, "given, when rows or columns are drawn");
  return {
    rounds: whole("rounds", options.rounds ?? 150, 1, 1e6),
    maxDepth: whole("maxDepth", options.maxDepth ?? 3, 1, 30),
    minLeafRows: whole("minLeafRows", options.minLeafRows ?? 20, 1, 2 ** 32),
    bins: whole("bins", options.bins ?? 255, 2, 255),
    patience: whole("earlyStopping.patience", options.earlyStopping?.patience ?? 10, 1, 1e6),
    learningRate: share("learningRate", learningRate),
    l2: within("l2", l2, l2 >= 0 && l2 < Infinity, "finite and not negative"),
    minGain: within("minGain", minGain, minGain >= 0 && minGain < Infinity, "finite and not negative"),
    rowShare: share("rowShare", rowShare),
    columnShare: share("columnShare", columnShare),
  };
}
