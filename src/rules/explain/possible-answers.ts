import { LARGEST_INSTANT } from "../../kernel/index.js";
import { fullContext } from "../compile/abilities/all-abilities.js";
import { pathKeys, valueAtPath, withValueAtPath } from "../../kernel/internal.js";
import { figureReaders, figuresNode } from "../compile/nodes/compile-figures.js";
import { compileZonedMetric } from "../compile/history/zoned-metric.js";
import type { CompiledMetric } from "../compile/context/compiled.js";
import { compileInZones } from "../compile/nodes/compile-zoned.js";
import { inZoneOf, zonedTest } from "../compile/tests/per-zone.js";
import { never } from "../compile/subject/compiled-node.js";
import type { PreparedSubject } from "../compile/subject/prepared-subject.js";
import { type Catalog, stateValues, type ValueType } from "../language/catalog.js";
import type { FiguresExpression, Leaf, Metric, Scalar, StateExpression, Test } from "../language/expression.js";
import { type FigureValue, valuesOf } from "../language/figures.js";
import { metricType, propertyField, propertyValues } from "../language/metric-value.js";
import { normalForm } from "../language/normal-form.js";
import { ALWAYS_PRESENT } from "../language/simplified-test.js";
import { readsOf } from "../language/rule-reads.js";
import { spanOf } from "../language/span.js";
import { candidateValues, type ValueRange } from "./candidate-values.js";
import { type AnswersAt, exploredAnswers, type FigureVariable, isScale } from "./figure-candidates.js";
import type { LinkedLeaves } from "./smallest-change.js";

/** A rule's subject at the instant of the explanation. */
interface Moment {
  readonly catalog: Catalog;
  readonly subject: PreparedSubject;
  readonly asOf: number;
}

type TestedLeaf = Extract<Leaf, { test: Test }>;
/** A leaf whose result depends on values of fields and metrics alone. */
type ValueLeaf = TestedLeaf | FiguresExpression;

/** Maximum number of combinations of values that are compared with each other. */
const MAX_COMBINATIONS = 100_000;

/**
 * Groups leaves that test the same field, metric or timeline, or that compare fields with each other, and finds which results
 * they can have together, by evaluating them on values on both sides of every constant. Sequences, and metrics over different
 * interactions or windows, count as independent of each other.
 */
export function possibleAnswers(leaves: readonly Leaf[], now: readonly boolean[], moment: Moment): readonly LinkedLeaves[] {
  const groups = new Map<string, number[]>();
  const add = (key: string, leaf: number): void => void groups.set(key, [...(groups.get(key) ?? []), leaf]);
  const linkedPaths = linksBetween(leaves);
  leaves.forEach((leaf, index) => add(linkedPaths(keysOf(leaf)[0] ?? `leaf ${index}`), index));
  return [...groups.values()].map((members) => {
    const tested = members.map((index) => leaves[index]!);
    const present = members.map((index) => now[index]!);
    // An identifier does not change, and no other place is within reach.
    if (tested[0]!.kind === "share") return { leaves: members, possible: [present] };
    if (!tested.every((leaf): leaf is ValueLeaf => "test" in leaf || leaf.kind === "figures"))
      return { leaves: members, possible: [present, present.map((each) => !each)] };
    const found = new Map<string, readonly boolean[]>([[present.join(), present]]);
    for (const answers of tested[0]!.kind === "state"
      ? stateAnswers(tested as StateExpression[], moment)
      : valueAnswers(tested, moment)) {
      found.set(answers.join(), answers);
      if (found.size === 2 ** members.length) break;
    }
    return { leaves: members, possible: [...found.values()] };
  });
}

/** Returns the values that a leaf reads: its own first, then the attributes that it is compared with. */
function keysOf(leaf: Leaf): readonly string[] {
  switch (leaf.kind) {
    case "attribute":
      return [`attribute ${leaf.path}`, ...operandsOf(leaf).map((path) => `attribute ${path}`)];
    case "metric":
      return [`metric ${metricForm(leaf.metric)}`, ...operandsOf(leaf).map((path) => `attribute ${path}`)];
    case "figures":
      return [...new Set(valuesOf([leaf.left, leaf.right]).flatMap((figure) => keyOf(figure) ?? []))];
    case "state":
      return [`state ${leaf.key}`];
    default:
      return [];
  }
}

function keyOf(figure: FigureValue): string | undefined {
  if ("attribute" in figure) return `attribute ${figure.attribute}`;
  return "metric" in figure ? `metric ${metricForm(figure.metric)}` : undefined;
}

function metricForm(metric: Metric): string {
  return normalForm({ kind: "metric", metric, test: { is: "present" } });
}

function operandsOf(leaf: ValueLeaf): readonly string[] {
  if (leaf.kind === "figures") return [];
  const { test } = leaf;
  return readsOf({ kind: "attribute", path: "", test }).attributes.filter((path) => path !== "");
}

/** Returns a function that gives all values that are compared with each other one name. */
function linksBetween(leaves: readonly Leaf[]): (key: string) => string {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  for (const leaf of leaves) {
    const [own, ...others] = keysOf(leaf);
    for (const other of others) if (rootOf(other) !== rootOf(own!)) parents.set(rootOf(other), rootOf(own!));
  }
  return rootOf;
}

/** A field or a metric whose value may change. */
interface Variable extends FigureVariable {
  readonly key: string;
}

function* valueAnswers(leaves: readonly ValueLeaf[], moment: Moment): Iterable<readonly boolean[]> {
  const { catalog, subject, asOf } = moment;
  const context = fullContext(catalog);
  const found = variablesOf(leaves, moment);
  const position = new Map(found.map(({ key }, index) => [key, index]));
  let current: readonly unknown[] = [];
  let changed = subject;
  const metric = (given: Metric): CompiledMetric => {
    const index = position.get(`metric ${metricForm(given)}`)!;
    return { value: () => current[index] as number, next: never };
  };
  const figures = { ...figureReaders(context), metric };
  const compileFigures = (leaf: FiguresExpression): (() => boolean) => {
    const { holds } = figuresNode(leaf, context, figures);
    return () => holds(changed, asOf);
  };
  const typeOf = (leaf: TestedLeaf): ValueType =>
    leaf.kind === "metric" ? metricType(catalog, leaf.metric) : catalog.attributes[(leaf as { path: string }).path]!.type;
  const compileLeaf = (leaf: ValueLeaf): (() => boolean) => {
    if (leaf.kind === "figures") return compileFigures(leaf);
    const items = leaf.kind === "attribute" ? catalog.attributes[leaf.path]!.items : undefined;
    const { passes } = zonedTest(leaf.test, typeOf(leaf), context, items);
    const own = position.get(keysOf(leaf)[0]!)!;
    return () => passes(current[own], changed, asOf);
  };
  const compiled = leaves.map(compileLeaf);
  // Values are equal at single points, between those where one is above and those where it is below; at others, one is missing.
  const sides = leaves.flatMap((leaf) => {
    if (leaf.kind === "figures") return (["atLeast", "atMost"] as const).map((is) => compileFigures({ ...leaf, is }));
    const { test } = leaf;
    if ((test.is !== "equals" && test.is !== "notEquals") || operandsOf(leaf).length === 0 || !isScale(typeOf(leaf))) return [];
    return (["atLeast", "atMost"] as const).map((is) => compileLeaf({ ...leaf, test: { is, value: test.value } }));
  });
  const isLinked = areLinked(leaves, found.length);
  const answersTo = (values: readonly unknown[]): readonly boolean[] => {
    current = values;
    if (isLinked) changed = subjectWith(subject, found, values);
    return compiled.map((holds) => holds());
  };
  if (!isLinked) {
    for (const value of found[0]!.candidates) yield answersTo([value]);
    return;
  }
  let evaluations = 0;
  const withSides = (values: readonly unknown[]): AnswersAt => {
    evaluations++;
    const answers = answersTo(values);
    return { answers, region: [...answers, ...sides.map((holds) => holds())].join() };
  };
  yield* exploredAnswers(found, withSides, () => evaluations > MAX_COMBINATIONS);
}

/** Whether some values are computed from others or compared with each other. */
function areLinked(leaves: readonly ValueLeaf[], variables: number): boolean {
  return variables > 1 || leaves.some(({ kind }) => kind === "figures");
}

function subjectWith(subject: PreparedSubject, variables: readonly Variable[], values: readonly unknown[]): PreparedSubject {
  let { attributes } = subject;
  variables.forEach(({ key }, index) => {
    if (key.startsWith("attribute ")) attributes = withValueAtPath(attributes, pathKeys(key.slice(10)) ?? [], values[index]);
  });
  return { ...subject, attributes };
}

function variablesOf(leaves: readonly ValueLeaf[], { catalog, subject, asOf }: Moment): readonly Variable[] {
  const found = new Map<string, { readonly range: ValueRange; readonly present: unknown; readonly canBeMissing: boolean }>();
  const addAttribute = (path: string): void => {
    const { type, values, items } = catalog.attributes[path]!;
    const present = valueAtPath(subject.attributes, pathKeys(path) ?? []);
    found.set(`attribute ${path}`, { range: { type, values, items }, present, canBeMissing: true });
  };
  const addMetric = (metric: Metric): void => {
    found.set(`metric ${metricForm(metric)}`, {
      range: rangeOf(metric, catalog, asOf),
      present: compileZonedMetric(metric, fullContext(catalog)).value(subject, asOf),
      canBeMissing: !ALWAYS_PRESENT.has(metric.measure),
    });
  };
  for (const leaf of leaves) {
    if (leaf.kind === "attribute") addAttribute(leaf.path);
    else if (leaf.kind === "metric") addMetric(leaf.metric);
    else if (leaf.kind === "figures")
      for (const figure of valuesOf([leaf.left, leaf.right])) {
        if ("attribute" in figure) addAttribute(figure.attribute);
        else if ("metric" in figure) addMetric(figure.metric);
      }
    for (const path of operandsOf(leaf)) addAttribute(path);
  }
  const isLinked = areLinked(leaves, found.size);
  const tests = leaves.flatMap((leaf) => (leaf.kind === "figures" ? [] : [inZoneOf(leaf.test, subject, catalog)]));
  // Values that are compared with each other may have to meet; an integer can only at an integer.
  const constants = [...found.values()].flatMap(({ present }): Test[] => {
    if (!isLinked) return [];
    if (typeof present === "number") return [present, Math.floor(present), Math.ceil(present)].map(equalTo);
    return typeof present === "string" || typeof present === "boolean" ? [equalTo(present)] : [];
  });
  return [...found].map(([key, { range, present, canBeMissing }]) => {
    const candidates = candidateValues(range, [...tests, ...constants], asOf, isLinked ? "constants" : "sides");
    return { key, range, present, candidates: [...new Set([present, ...candidates, ...(canBeMissing ? [undefined] : [])])] };
  });
}

function equalTo(value: Scalar): Test {
  return { is: "equals", value };
}

function rangeOf(metric: Metric, catalog: Catalog, asOf: number): ValueRange {
  const type = metricType(catalog, metric);
  const { measure, property, types = [] } = metric;
  const isInstant = (measure === "first" || measure === "last") && property === undefined;
  if (isInstant) return { type, max: asOf };
  const isCounted =
    type === "duration" ||
    ["count", "distinct", "daysActive", "unanswered", "fewestPerPeriod"].includes(measure) ||
    (measure === "trend" && property === undefined);
  if (isCounted) return { type, min: 0 };
  const isRead = property !== undefined && (measure === "first" || measure === "last");
  const field = property === undefined ? undefined : propertyField(catalog, types, property);
  const isInteger = field?.type === "integer" && ["sum", "minimum", "maximum"].includes(measure);
  return { type: isInteger ? "integer" : type, values: isRead ? propertyValues(catalog, types, property)?.values : undefined };
}

/** Tries timelines of two values, or of three where several tests ask for lengths of time or one asks for a change. */
function* stateAnswers(leaves: readonly StateExpression[], { catalog, subject, asOf }: Moment): Iterable<readonly boolean[]> {
  const { key } = leaves[0]!;
  const context = fullContext(catalog);
  const compiled = leaves.map((leaf) => compileInZones(leaf, context));
  const tests = leaves.map(({ test }) => test);
  const values = [undefined, ...(stateValues(catalog, key) ?? candidateValues({ type: "state" }, tests, asOf))];
  const lengthOf = (leaf: StateExpression): readonly number[] => {
    const length = leaf.for ?? leaf.began ?? leaf.ended;
    return length === undefined ? [] : [asOf - spanOf(length).start(asOf)];
  };
  const lengths = leaves.flatMap(lengthOf);
  const needsThree = lengths.length > 1 || leaves.some(({ began, ended }) => (began ?? ended) !== undefined);
  const bare = leaves.map(({ test }) => compileInZones({ kind: "state", key, test }, context));
  type Steps = readonly (readonly [length: number, value: unknown])[];
  const answersTo = (steps: Steps, nodes = compiled): readonly boolean[] => {
    const timeline = steps.map(([length, value]) => ({
      from: new Date(Math.max(-LARGEST_INSTANT, asOf - length)),
      value: (value ?? null) as string | null,
    }));
    const changed = { ...subject, timelines: { ...subject.timelines, [key]: timeline } };
    return nodes.map((node) => node.holds(changed, asOf));
  };
  const holding = distinctBy(values, (value) => answersTo([[Number.POSITIVE_INFINITY, value]], bare).join());
  for (const value of holding) yield answersTo([[Number.POSITIVE_INFINITY, value]]);
  if (lengths.length === 0) return;
  const held = [...new Set([0, ...lengths.flatMap((length) => [length - 1, length])])].filter((length) => length >= 0);
  for (const last of holding)
    for (const before of holding)
      for (const length of held) {
        yield answersTo([
          [Number.POSITIVE_INFINITY, before],
          [length, last],
        ]);
        if (!needsThree) continue;
        for (const first of holding)
          for (const longer of held)
            if (longer > length)
              yield answersTo([
                [Number.POSITIVE_INFINITY, first],
                [longer, before],
                [length, last],
              ]);
      }
}

function distinctBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[] {
  return [...new Map([...values].reverse().map((value) => [keyOf(value), value])).values()].reverse();
}
