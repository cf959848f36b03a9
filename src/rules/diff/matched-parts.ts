import type { Expression } from "../language/expression.js";
import { normalForm, type PlacedNode, withoutWrapping } from "./normal-form.js";

/** Parts of two junctions, side by side. */
export interface MatchedParts {
  /** Parts that are about the same, and differ. */
  readonly changed: readonly (readonly [before: PlacedNode, after: PlacedNode])[];
  readonly removed: readonly PlacedNode[];
  readonly added: readonly PlacedNode[];
}

/** Finds for each part of one junction its like in the other: first what is equal, then what is about the same thing. */
export function matchParts(before: readonly PlacedNode[], after: readonly PlacedNode[]): MatchedParts {
  const { left, right } = withoutEqual(before.map(withoutWrapping), after.map(withoutWrapping));
  const changed: (readonly [PlacedNode, PlacedNode])[] = [];
  const removed: PlacedNode[] = [];
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

function withoutEqual(before: readonly PlacedNode[], after: readonly PlacedNode[]): { left: PlacedNode[]; right: PlacedNode[] } {
  const equals = new Map<string, number>();
  const forms = after.map(({ node }) => normalForm(node));
  for (const form of forms) equals.set(form, (equals.get(form) ?? 0) + 1);
  const matched = new Map<string, number>();
  const left = before.filter(({ node }) => {
    const form = normalForm(node);
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

/** What a node is about, as people would say: "the rule about the country changed". */
function aboutOf(node: Expression): string {
  switch (node.kind) {
    case "all":
    case "any":
    case "atLeast":
      return "parts";
    case "not":
      return aboutOf(node.of);
    case "attribute":
      return `attribute ${node.path}`;
    case "metric":
      return `history ${JSON.stringify([...(node.metric.types ?? [])].sort())}`;
    case "sequence":
      return `history ${JSON.stringify([...node.steps[0]!.types].sort())}`;
    case "absence":
      return `history ${JSON.stringify([...node.first.types].sort())}`;
    case "state":
      return `state ${node.key}`;
  }
}

/** Texts of which two nodes share more the more alike they are. */
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
