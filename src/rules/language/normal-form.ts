import { compareCodePoints, type Duration, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds, joinPath, parseInstant } from "../../kernel/internal.js";
import { anchorOf } from "./current-version.js";
import { isLeaf } from "./node-table.js";
import { withoutCovered } from "./interaction-types.js";
import type { Expression, FiguresExpression, Leaf } from "./expression.js";
import { turnedComparison } from "./figures.js";
import { negatedTest, simplifiedTest } from "./simplified-test.js";

/** A node with its place in its rule. */
export interface PlacedNode {
  /** Place in the rule: `""`, `of[1]`. */
  readonly path: string;
  readonly node: Expression;
}

/**
 * A node without what does not matter to its meaning: junctions of one part, nested ones, and negations around them. Its
 * `node` is what it means, which may stand otherwise in the rule.
 */
export interface SimpleNode extends PlacedNode {
  /** The node at this place of the rule. */
  readonly original: Expression;
  /** A text that two nodes share when they mean the same. */
  readonly form: string;
  /** The parts of a junction; absent on a leaf and on the negation of one. */
  readonly parts?: readonly SimpleNode[];
}

/**
 * Returns a text that two nodes share when they mean the same. The order of parts, types and values does not matter, nor do
 * the spelling of a duration or an instant, an option at its default, a junction of one part, a nested junction of the same
 * kind, a double negation, and a negation outside or inside of a junction.
 */
export function normalForm(node: Expression): string {
  return simplified({ path: "", node }).form;
}

/** Moves negations to the leaves and joins nested junctions. The places of the parts are those of the rule. */
export function simplified(placed: PlacedNode, negated = false): SimpleNode {
  const { path, node } = placed;
  switch (node.kind) {
    case "not": {
      const inner = { path: joinPath(path, "of"), node: node.of };
      return isLeaf(node.of) && !negated ? negatedLeaf(path, node.of, node) : simplified(inner, !negated);
    }
    case "all":
    case "any":
    case "atLeast":
      return simplifiedJunction(placed as PlacedNode & { readonly node: Junction }, negated);
    default:
      return negated ? negatedLeaf(path, node, node) : { path, node, original: node, form: leafForm(node) };
  }
}

type Junction = Extract<Expression, { kind: "all" | "any" | "atLeast" }>;

function simplifiedJunction({ path, node }: PlacedNode & { readonly node: Junction }, negated: boolean): SimpleNode {
  const place = joinPath(path, "of");
  const given = node.of.map((part, index) => simplified({ path: joinPath(place, index), node: part }, negated));
  const total = given.length;
  const required = node.kind === "all" ? total : node.kind === "any" ? 1 : node.count;
  // Fewer than `required` hold when at least `total − required + 1` do not.
  const minimum = negated ? total - required + 1 : required;
  if (total === 1) return given[0]!;
  const kind = minimum === total ? "all" : minimum === 1 ? "any" : "atLeast";
  const parts =
    kind === "atLeast" ? given : withoutRepetition(given.flatMap((part) => (part.node.kind === kind ? part.parts! : [part])));
  if (parts.length === 1) return parts[0]!;
  const isSame = node.kind === kind && parts.length === total && parts.every((part, index) => part.node === node.of[index]);
  const of = parts.map((part) => part.node);
  const forms = parts.map(({ form }) => form).sort(compareCodePoints);
  return {
    path,
    node: isSame ? node : kind === "atLeast" ? { kind, count: minimum, of } : { kind, of },
    original: node,
    form: JSON.stringify([kind, kind === "atLeast" ? minimum : 0, forms]),
    parts,
  };
}

function withoutRepetition(parts: readonly SimpleNode[]): readonly SimpleNode[] {
  const seen = new Set<string>();
  return parts.filter(({ form }) => !seen.has(form) && seen.add(form));
}

function negatedLeaf(path: string, leaf: Leaf, original: Expression): SimpleNode {
  const opposite = negatedTest(leaf);
  return {
    path,
    node: { kind: "not", of: leaf },
    original,
    form: opposite === undefined ? JSON.stringify(["not", leafForm(leaf)]) : leafForm(opposite),
  };
}

function leafForm(leaf: Leaf): string {
  return leaf.kind === "figures" ? figuresForm(leaf) : JSON.stringify(normal(leaf, "", false));
}

/** Returns the form of a comparison of figures, which is the same from both sides. */
function figuresForm({ kind, left, is, right, zone }: FiguresExpression): string {
  const forms = [normal(left, "", false), normal(right, "", false)].map((form) => JSON.stringify(form)) as [string, string];
  const isTurned = compareCodePoints(forms[0], forms[1]) > 0;
  return JSON.stringify([kind, isTurned ? turnedComparison[is] : is, isTurned ? forms.reverse() : forms, zone]);
}

/** Keys of lists whose order and repetition do not matter. */
const SETS: ReadonlySet<string> = new Set(["types", "values", "first", "last"]);
/** Keys of lists of interaction types, where a family stands for its types. */
const TYPES: ReadonlySet<string> = new Set(["types", "first", "last"]);
/** Default values of options. */
const DEFAULTS: Readonly<Record<string, unknown>> = { ignoreCase: false, atOrAfter: false, leapDay: "02-28" };
/** Windows whose bounds are instants. */
const TIMED: ReadonlySet<unknown> = new Set(["between", "since", "until", "before", "after"]);

function normal(value: unknown, key: string, isTimed: boolean): unknown {
  if (typeof value === "string") return isTimed ? (parseInstant(value) ?? value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const given = TYPES.has(key) ? withoutCovered(value as readonly string[]) : (value as readonly unknown[]);
    const items = given.map((item) => normal(item, "", false));
    return SETS.has(key) ? [...new Set(items.map((item) => JSON.stringify(item)).sort(compareCodePoints))] : items;
  }
  if (isDuration(value)) return { milliseconds: durationMilliseconds(value) };
  if (key === "same" && isOneName(value)) return value.first;
  if (key === "where") return simplifiedWhere(value as Condition, false);
  const own = ("test" in value ? { ...value, test: simplifiedTest(value) } : value) as Record<string, unknown>;
  const isFigure = "value" in own && !("is" in own) && !("kind" in own);
  const timed = TIMED.has(own.kind) || own.is === "before" || own.is === "after" || isFigure;
  return Object.keys(own)
    .filter((name) => name !== "version" && own[name] !== undefined && own[name] !== DEFAULTS[name])
    .filter((name) => name !== "anchor" || own.anchor !== anchorOf({ kind: own.kind as "sequence" }))
    .sort(compareCodePoints)
    .map((name) => [name, normal(own[name], name, timed)]);
}

/** Whether a property that is to be the same has one name in all steps. */
function isOneName(value: object): value is { readonly first: string } {
  const { first, then } = value as Partial<Record<"first" | "then", unknown>>;
  return first === then;
}

interface Condition {
  readonly kind: string;
  readonly of?: Condition | readonly Condition[];
}

/** Returns the form of conditions on an interaction, whose junctions have `all` and `any` only. */
function simplifiedWhere(where: Condition, negated: boolean): unknown {
  if (where.kind === "not") return simplifiedWhere(where.of as Condition, !negated);
  if (!Array.isArray(where.of)) {
    const form = normal(where, "", false);
    return negated ? ["not", form] : form;
  }
  const kind = (where.kind === "all") === negated ? "any" : "all";
  const parts = (where.of as readonly Condition[])
    .map((part) => simplifiedWhere(part, negated))
    .flatMap((part) => (Array.isArray(part) && part[0] === kind ? (part[1] as readonly string[]) : [JSON.stringify(part)]));
  const distinct = [...new Set(parts)].sort(compareCodePoints);
  return distinct.length === 1 ? JSON.parse(distinct[0]!) : [kind, distinct];
}

function isDuration(value: object): value is Duration {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(MILLISECONDS_PER, key));
}
