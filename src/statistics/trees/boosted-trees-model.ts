import { ClienteleError } from "../../kernel/index.js";

/** The end of a path: what a tree adds to the log-odds. */
export interface TreeLeaf {
  readonly value: number;
  /** Weight of the training rows that came here. */
  readonly weight: number;
}

/** A question about one feature; a row goes left where the answer is yes. */
export interface TreeSplit {
  /** Position in the model's `features`. */
  readonly feature: number;
  /** Is the number at most this? */
  readonly atMost?: number;
  /** Is the category one of these? In place of `atMost`; what is missing, or was never seen in training, goes right. */
  readonly oneOf?: readonly number[];
  /** Where a missing value goes. */
  readonly missing: "left" | "right";
  readonly weight: number;
  readonly left: TreeNode;
  readonly right: TreeNode;
}

/** A tree, from its root down. */
export type TreeNode = TreeSplit | TreeLeaf;

/** Gradient-boosted trees as plain JSON: log-odds = base + Σ of the leaves that a row falls into. */
export interface BoostedTreesModel<Name extends string = string> {
  readonly kind: "boosted-trees";
  readonly version: 1;
  /** The columns that scoring reads. */
  readonly features: readonly Name[];
  /** Log-odds before the first tree. */
  readonly base: number;
  readonly trees: readonly TreeNode[];
}

/** What a fit tells of itself. */
export interface BoostedTreesFit<Name extends string = string> {
  /** Rows that were learned from, and those of them where it happened. */
  readonly rows: number;
  readonly events: number;
  /** Trees kept. */
  readonly rounds: number;
  /** Mean log loss of the rows learned from, weights included. */
  readonly logLoss: number;
  /** That of the rows held out for early stopping, after each round; the trees kept end at the lowest. */
  readonly holdoutLogLoss?: readonly number[];
  /** Each feature's share of the loss that splits took away. */
  readonly importance: Readonly<Record<Name, number>>;
  /** What was added to the base to undo class weights. */
  readonly baseShift?: number;
}

/** A model with the story of its fit. Scoring needs only the model. */
export interface FittedBoostedTrees<Name extends string = string> extends BoostedTreesModel<Name> {
  readonly fit: BoostedTreesFit<Name>;
}

export function isLeaf(node: TreeNode): node is TreeLeaf {
  return (node as TreeLeaf).value !== undefined;
}

export function requireBoostedTrees({ kind, version }: { readonly kind: unknown; readonly version: unknown }): void {
  if (kind !== "boosted-trees" || version !== 1)
    throw new ClienteleError("invalid_model", "These are no boosted trees of version 1.", {
      kind,
      problem: `kind ${String(kind)}, version ${String(version)}`,
    });
}
