import { ClienteleError } from "../../kernel/index.js";
import type { ItemMatrix } from "../log/item-matrix.js";
import type { Weighting } from "../log/weighting.js";

/** What every fitted recommender holds: plain JSON. */
export interface RecommenderBase {
  readonly kind: string;
  readonly version: 1;
  /** The catalog, the most popular first: ties are broken, and gaps are filled, in this order. */
  readonly items: readonly string[];
  /** Customers who took each item. */
  readonly counts: readonly number[];
  /** How a customer's history is read. */
  readonly weighting: Weighting;
  readonly fit: RecommenderFit;
}

/** What a recommender was learned from. */
export interface RecommenderFit {
  readonly customers: number;
  readonly items: number;
  /** Pairs of a customer and an item that the customer takes to. */
  readonly pairs: number;
  /** Epoch milliseconds. */
  readonly asOf: number;
}

/** The common part of a model fitted to a matrix. */
export function baseOf(matrix: ItemMatrix, asOf: number): Omit<RecommenderBase, "kind"> {
  return {
    version: 1,
    items: matrix.items,
    counts: Array.from(matrix.counts),
    weighting: matrix.weighting,
    fit: {
      customers: matrix.customers.length,
      items: matrix.items.length,
      pairs: matrix.columns.length,
      asOf,
    },
  };
}

/** Positions in a catalog by identifier. */
export function positionsOf(items: readonly string[]): ReadonlyMap<string, number> {
  return new Map(items.map((item, position) => [item, position]));
}

/** Throws unless a model is of the kind and version that the caller takes. */
export function requireKind(
  model: { readonly kind?: unknown | undefined; readonly version?: unknown | undefined },
  kind: string,
): void {
  if (model?.kind === kind && model.version === 1) return;
  throw new ClienteleError("unknown_recommender", `Expected a ${kind} model of version 1.`, {
    kind: model?.kind,
    version: model?.version,
  });
}
