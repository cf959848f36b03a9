import { ClienteleError } from "../../kernel/index.js";
import {
  aColumn,
  anInteger,
  aNumber,
  aSeed,
  aText,
  invalidOption,
  joinPath,
  listOf,
  mapOf,
  oneOf,
  type OptionKind,
  type OptionShape,
  optionsOf,
  orAbsent,
  requireOption,
  requireOptions,
} from "../../kernel/internal.js";
import { requireFeature } from "../learning/features.js";
import { aClassWeight, type ClassWeight } from "../learning/outcomes.js";
import { aShare } from "../option-kinds.js";

/** Options of boosted trees. */
export interface BoostedTreesOptions<Name extends string = string> {
  /** Number of rounds, each of which adds one tree. Defaults to 150. Early stopping may keep fewer. */
  readonly rounds?: number | undefined;
  /** Maximum number of splits from root to leaf. Defaults to 3. */
  readonly maxDepth?: number | undefined;
  /** Factor of each tree, above 0 and at most 1. Defaults to .05. */
  readonly learningRate?: number | undefined;
  /** Minimum number of rows in a leaf. Defaults to 20. */
  readonly minLeafRows?: number | undefined;
  /** Ridge penalty on the values of leaves. Defaults to 1. */
  readonly l2?: number | undefined;
  /** Minimum reduction of the loss by a split. Defaults to 0. */
  readonly minGain?: number | undefined;
  /** Maximum number of bins per feature, from 2 to 255. Defaults to 255. */
  readonly maxBins?: number | undefined;
  /** Features that may only raise ("rising") or only lower ("falling") the score as they grow. Missing values are exempt. */
  readonly monotone?: Readonly<Partial<Record<Name, "rising" | "falling" | undefined>>> | undefined;
  /** Features whose numbers are categories (integers from 0, see `categoryCodes`) instead of quantities. */
  readonly categorical?: readonly Name[] | undefined;
  /** Number of observations that each row represents. Defaults to 1. */
  readonly weight?: ArrayLike<number> | undefined;
  /** Weight of each class. The base is corrected afterwards: the mean probability stays the share of events. */
  readonly classWeight?: ClassWeight | undefined;
  /** Share of the rows that each tree learns from, drawn with `seed`. Defaults to 1. */
  readonly rowShare?: number | undefined;
  /** Share of the features that each tree may split on, drawn with `seed`. Defaults to 1. */
  readonly columnShare?: number | undefined;
  /** Seed of the draws. Required when `rowShare` or `columnShare` is below 1. */
  readonly seed?: number | string | undefined;
  /** Stops when the loss on held-out rows no longer improves, and keeps the trees up to its minimum. */
  readonly earlyStopping?: EarlyStopping | undefined;
}

/** Options of early stopping. */
export interface EarlyStopping {
  /** 1 for a row to hold out, 0 for a row to learn from: the latest period, or one fold. */
  readonly holdout: ArrayLike<number>;
  /** Number of rounds to wait for a lower loss. Defaults to 10. */
  readonly patience?: number | undefined;
}

const EARLY_STOPPING = optionsOf<EarlyStopping>({ holdout: aColumn, patience: anInteger({ min: 1, max: 1e6 }) });

const anEarlyStopping: OptionKind = {
  ...EARLY_STOPPING,
  inside: (value: never, path: string) => {
    EARLY_STOPPING.inside?.(value, path);
    const { holdout } = value as EarlyStopping;
    requireOption(`${path}.holdout`, holdout, aColumn);
    for (let row = 0; row < holdout.length; row++)
      if (holdout[row] !== 0 && holdout[row] !== 1) throw invalidOption(`${path}.holdout[${row}]`, holdout[row], "0 or 1");
  },
};

const BOOSTED_TREES_OPTIONS: OptionShape<BoostedTreesOptions> = {
  rounds: anInteger({ min: 1, max: 1e6 }),
  maxDepth: anInteger({ min: 1, max: 30 }),
  learningRate: aShare,
  minLeafRows: anInteger({ min: 1, max: 2 ** 32 }),
  l2: aNumber({ min: 0 }),
  minGain: aNumber({ min: 0 }),
  maxBins: anInteger({ min: 2, max: 255 }),
  monotone: mapOf(orAbsent(oneOf(["rising", "falling"]))),
  categorical: listOf(aText),
  weight: aColumn,
  classWeight: aClassWeight,
  rowShare: aShare,
  columnShare: aShare,
  seed: aSeed,
  earlyStopping: anEarlyStopping,
};

/** Numeric options with their defaults. */
export type BoostingSettings = Required<
  Pick<
    BoostedTreesOptions,
    "rounds" | "maxDepth" | "learningRate" | "minLeafRows" | "l2" | "minGain" | "maxBins" | "rowShare" | "columnShare"
  >
> & {
  readonly patience: number;
};

/** Checks the options and fills in their defaults. */
export function checkedSettings<Name extends string>(
  options: BoostedTreesOptions<Name>,
  names: readonly Name[],
): BoostingSettings {
  requireOptions(options as BoostedTreesOptions, BOOSTED_TREES_OPTIONS);
  const { monotone = {}, categorical = [], rowShare = 1, columnShare = 1 } = options as BoostedTreesOptions;
  const directed = Object.keys(monotone).filter((name) => monotone[name] !== undefined);
  for (const name of directed) requireFeature(name, names, joinPath("monotone", name));
  categorical.forEach((name, position) => requireFeature(name, names, joinPath("categorical", position)));
  for (const name of directed)
    if (categorical.includes(name)) {
      const path = joinPath("monotone", name);
      const message = `\`${path}\` must be absent, because \`${name}\` is categorical and has no order.`;
      throw new ClienteleError("invalid_option", message, { option: path, value: monotone[name] }, path);
    }
  if ((rowShare < 1 || columnShare < 1) && options.seed === undefined)
    throw invalidOption("seed", undefined, `${aSeed.expected} when \`rowShare\` or \`columnShare\` is below 1`);
  return {
    rounds: options.rounds ?? 150,
    maxDepth: options.maxDepth ?? 3,
    minLeafRows: options.minLeafRows ?? 20,
    maxBins: options.maxBins ?? 255,
    patience: options.earlyStopping?.patience ?? 10,
    learningRate: options.learningRate ?? 0.05,
    l2: options.l2 ?? 1,
    minGain: options.minGain ?? 0,
    rowShare,
    columnShare,
  };
}
