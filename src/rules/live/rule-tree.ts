import { joinPath } from "../../kernel/internal.js";
import type { Expression, Leaf } from "../language/expression.js";
import { isLeaf } from "../language/node-table.js";
import { WORD } from "./live-set.js";

/** Whether a rule holds, by the truths of its leaves. */
export type TruthTest = (truths: readonly number[]) => boolean;

/** Compiles the Boolean nodes of a rule. `bitOf` gives each leaf its bit among the truths. */
export function ruleTree(node: Expression, bitOf: (leaf: Leaf) => number): TruthTest {
  if (isLeaf(node)) {
    const bit = bitOf(node);
    const [word, mask] = [Math.floor(bit / WORD), 1 << (bit % WORD)];
    return (truths) => (truths[word]! & mask) !== 0;
  }
  if (node.kind === "not") {
    const part = ruleTree(node.of, bitOf);
    return (truths) => !part(truths);
  }
  const parts = node.of.map((part) => ruleTree(part, bitOf));
  if (node.kind === "atLeast") return atLeast(parts, node.count);
  const stopsAt = node.kind === "any";
  return (truths) => {
    for (const part of parts) if (part(truths) === stopsAt) return stopsAt;
    return !stopsAt;
  };
}

function atLeast(parts: readonly TruthTest[], count: number): TruthTest {
  return (truths) => {
    let found = 0;
    for (const part of parts) if (part(truths) && ++found >= count) return true;
    return false;
  };
}

/** Calls a function for every leaf of a rule, with its place. */
export function forEachLeaf(node: Expression, path: string, visit: (leaf: Leaf, path: string) => void): void {
  if (isLeaf(node)) visit(node, path);
  else if (node.kind === "not") forEachLeaf(node.of, joinPath(path, "of"), visit);
  else for (const [index, part] of node.of.entries()) forEachLeaf(part, joinPath(joinPath(path, "of"), index), visit);
}
