import { ClienteleError } from "../../kernel/index.js";

/** Leaf of a tree: its contribution to the log-odds. */
export interface TreeLeaf {
  readonly value: number;
  /** Weight of the training rows in this leaf. */
  readonly weight: number;
}

/** Split of a tree on one feature: a row goes left when its value passes the test. */
export interface TreeSplit {
  /** Position in the model's `features`. */
  readonly feature: number;
  /** Numeric test: the value is at most this. */
  readonly atMost?: number;
  /** Categorical test, instead of `atMost`: the category is one of these. A missing or unseen category goes right. */
  readonly oneOf?: readonly number[];
  /** Side of a missing value. */
  readonly missing: "left" | "right";
  readonly weight: number;
  readonly left: TreeNode;
  readonly right: TreeNode;
}

/** Node of a tree; a tree is its root. */
export type TreeNode = TreeSplit | TreeLeaf;

/** Gradient-boosted trees as plain JSON: log-odds = base + Σ values of the leaves that a row reaches. */
export interface BoostedTreesModel<Name extends string = string> {
  readonly kind: "boosted-trees";
  readonly version: 1;
  /** Columns that scoring reads. */
  readonly features: readonly Name[];
  /** Log-odds before the first tree. */
  readonly base: number;
  readonly trees: readonly TreeNode[];
}

/** Report of a fit of boosted trees. */
export interface BoostedTreesFit<Name extends string = string> {
  /** Rows that the trees learned from. */
  readonly rows: number;
  /** Rows with an outcome of 1 among them. */
  readonly events: number;
  /** Number of trees kept. */
  readonly rounds: number;
  /** Weighted mean log loss of the rows that the trees learned from. */
  readonly logLoss: number;
  /** Log loss of the held-out rows after each round; the last tree kept has the lowest. */
  readonly holdoutLogLoss?: readonly number[];
  /** Share of each feature in the loss reduction of all splits. */
  readonly importance: Readonly<Record<Name, number>>;
  /** Correction of the base for class weights. */
  readonly baseShift?: number;
}

/** Boosted trees with the report of their fit. Scoring needs only the model. */
export interface FittedBoostedTrees<Name extends string = string> extends BoostedTreesModel<Name> {
  readonly fit: BoostedTreesFit<Name>;
}

export function isLeaf(node: TreeNode): node is TreeLeaf {
  return (node as TreeLeaf).value !== undefined;
}

export function requireBoostedTrees({ kind, version }: { readonly kind: unknown; readonly version: unknown }): void {
  if (kind !== "boosted-trees" || version !== 1)
    throw new ClienteleError(
      "invalid_model",
      "The model is not boosted trees of version 1. Fit it again with `fitBoostedTrees`.",
      {
        kind,
        problem: `kind ${String(kind)}, version ${String(version)}`,
      },
    );
}
