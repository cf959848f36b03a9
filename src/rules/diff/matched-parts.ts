import type { Expression } from "../language/expression.js";
import { forNode, type NodeTable } from "../language/node-table.js";
import { readsOf } from "../language/rule-reads.js";
import { normalForm, type SimpleNode } from "../language/normal-form.js";

/** Parts of two junctions, matched with each other. */
export interface MatchedParts {
  /** Pairs of different parts that are about the same thing. */
  readonly changed: readonly (readonly [before: SimpleNode, after: SimpleNode])[];
  readonly removed: readonly SimpleNode[];
  readonly added: readonly SimpleNode[];
}

/** Matches the parts of two junctions: first those that are equal, then those that are about the same thing. */
export function matchParts(before: readonly SimpleNode[], after: readonly SimpleNode[]): MatchedParts {
  const { left, right } = withoutEqual(before, after);
  const changed: (readonly [SimpleNode, SimpleNode])[] = [];
  const removed: SimpleNode[] = [];
  let open = right.map((placed) => ({ placed, about: aboutOf(placed.node), features: featuresOf(placed.node) }));
  for (const placed of left) {
    const about = aboutOf(placed.node);
    const features = new Set(featuresOf(placed.node));
    let best: (typeof open)[number] | undefined;
    let bestScore = -1;
    for (const candidate of open) {
      if (candidate.about !== about) continue;
      const score = candidate.features.filter((feature) => features.has(feature)).length;
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    if (best === undefined) removed.push(placed);
    else {
      changed.push([placed, best.placed]);
      open = open.filter((candidate) => candidate !== best);
    }
  }
  return { changed, removed, added: open.map(({ placed }) => placed) };
}

function withoutEqual(before: readonly SimpleNode[], after: readonly SimpleNode[]): { left: SimpleNode[]; right: SimpleNode[] } {
  const equals = new Map<string, number>();
  const forms = after.map(({ form }) => form);
  for (const form of forms) equals.set(form, (equals.get(form) ?? 0) + 1);
  const matched = new Map<string, number>();
  const left = before.filter(({ form }) => {
    const rest = equals.get(form) ?? 0;
    if (rest === 0) return true;
    equals.set(form, rest - 1);
    matched.set(form, (matched.get(form) ?? 0) + 1);
    return false;
  });
  const right = after.filter((_, index) => {
    const rest = matched.get(forms[index]!) ?? 0;
    matched.set(forms[index]!, rest - 1);
    return rest <= 0;
  });
  return { left, right };
}

/** What each kind of node is about, as people would say: "the rule about the country changed". */
const subjectsOf: NodeTable<[], string> = {
  all: () => "parts",
  any: () => "parts",
  atLeast: () => "parts",
  not: ({ of }) => aboutOf(of),
  attribute: ({ path }) => `attribute ${path}`,
  metric: ({ metric }) => historyOf(metric.types ?? []),
  figures: (node) => `figures ${JSON.stringify(readsOf(node))}`,
  sequence: ({ steps }) => historyOf(steps[0]!.types),
  absence: ({ first }) => historyOf(first.types),
  state: ({ key }) => `state ${key}`,
  share: ({ salt }) => `share ${salt}`,
};

function aboutOf(node: Expression): string {
  return forNode(subjectsOf, node);
}

function historyOf(types: readonly string[]): string {
  return `history ${JSON.stringify([...types].sort())}`;
}

/** Returns texts that describe a node; similar nodes share many of them. */
function featuresOf(node: Expression): readonly string[] {
  switch (node.kind) {
    case "all":
    case "any":
    case "atLeast":
      return [node.kind, ...node.of.map(normalForm)];
    case "not":
      return ["not", ...featuresOf(node.of)];
    case "metric":
      return [node.kind, JSON.stringify(node.test), ...Object.entries(node.metric).map((entry) => JSON.stringify(entry))];
    default:
      return [node.kind, ...Object.entries(node).map((entry) => JSON.stringify(entry))];
  }
}
