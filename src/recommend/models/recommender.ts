import { ClienteleError } from "../../kernel/index.js";
import type { ItemMatrix } from "../log/item-matrix.js";
import type { Weighting } from "../log/weighting.js";

/** What every fitted recommender holds, as plain JSON. */
export interface RecommenderBase {
  readonly kind: string;
  readonly version: 1;
  /** The catalog, the most popular item first. This order breaks ties and fills gaps. */
  readonly items: readonly string[];
  /** How many customers like each item. */
  readonly counts: readonly number[];
  /** Weighting by which a customer's history is read. */
  readonly weighting: Weighting;
  readonly fit: RecommenderFit;
}

/** Size and instant of the data that a recommender was fitted to. */
export interface RecommenderFit {
  readonly customers: number;
  readonly items: number;
  /** Pairs of a customer and an item that the customer likes. */
  readonly pairs: number;
  /** Epoch milliseconds. */
  readonly asOf: number;
}

/** Returns the common part of a model that was fitted to a matrix. */
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

/** Returns the position of each identifier in a catalog. */
export function positionsOf(items: readonly string[]): ReadonlyMap<string, number> {
  return new Map(items.map((item, position) => [item, position]));
}

/** Throws unless a model has the kind and version that the caller takes. */
export function requireKind(model: { readonly kind?: unknown; readonly version?: unknown }, kind: string): void {
  if (model?.kind === kind && model.version === 1) return;
  const found = { kind: model?.kind, version: model?.version };
  throw new ClienteleError(
    "unknown_recommender",
    `\`model\` must be a "${kind}" model of version 1, got kind ${String(found.kind)}, version ${String(found.version)}.`,
    found,
    "model",
  );
}
