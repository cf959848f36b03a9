import { fnv1a, pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { AttributeExpression, Leaf, Metric, Test } from "../language/expression.js";
import { ANY_TYPE } from "../language/interaction-types.js";
import { normalForm } from "../language/normal-form.js";
import type { RuleFields } from "../language/rule-fields.js";
import { readerOf } from "../language/value-reading.js";
import { factCondition } from "./fact-reading.js";
import { compileFigure, MAX_TESTS, type MeasuredFigure } from "./live-figure.js";
import { type ColumnOf, measuredFigure, type StreamFigure } from "./live-measured.js";
import { type NamedFigure, type ReadColumn, type Source, WORD } from "./live-set.js";
import { sequenceFigure, type StepsExpression, stepsOf, stepsOfFact } from "./sequence-figure.js";
import { fixedWindow, movingWindow } from "./live-window.js";
import { unsupported } from "./unsupported.js";
import { valueTest } from "./value-test.js";

/** A leaf that several rules may share, and the rules that read it. */
export interface SharedLeaf {
  readonly test: Test;
  readonly readers: Set<number>;
  /** Its bit among all truths; known when all leaves are. */
  bit: number;
}

/** Tests of one figure of a source. */
interface Family {
  readonly source: Source;
  readonly measured: MeasuredFigure;
  readonly leaves: SharedLeaf[];
}

/** Collects the streams, figures and leaves of a set; equal ones are shared. */
export interface LiveCompiler {
  readonly fields: RuleFields;
  readonly sources: Source[];
  readonly columns: Map<string, ReadColumn>;
  readonly leaves: Map<string, SharedLeaf>;
  readonly families: Map<string, Family>;
}

/** Begins a set. */
export function liveCompiler(fields: RuleFields): LiveCompiler {
  return { fields, sources: [], columns: new Map(), leaves: new Map(), families: new Map() };
}

/** Adds a leaf, or finds the one that means the same. Throws where stored state cannot answer it. */
export function addLeaf(compiler: LiveCompiler, leaf: Leaf): SharedLeaf {
  const form = normalForm(leaf);
  const known = compiler.leaves.get(form);
  if (known !== undefined) return known;
  const { key, family } = familyOf(compiler, leaf);
  // A figure without tests yet is new; its tests are compiled at last, and tried here.
  const added: SharedLeaf = { test: "test" in leaf ? leaf.test : HOLDS, readers: new Set(), bit: -1 };
  compileFigure([added.test], family.measured, compiler.fields);
  family.leaves.push(added);
  compiler.families.set(key, family);
  compiler.leaves.set(form, added);
  return added;
}

function familyOf(compiler: LiveCompiler, leaf: Leaf): { readonly key: string; readonly family: Family } {
  if (leaf.kind === "attribute") return attributeFamily(compiler, leaf);
  if (leaf.kind === "sequence" || leaf.kind === "absence") return sequenceFamily(compiler, leaf);
  if (leaf.kind !== "metric") return unsupported(leaf.kind);
  const { source, figure, key } = addMetric(compiler, leaf.metric);
  return { key, family: compiler.families.get(key) ?? { source, measured: figure, leaves: [] } };
}

/** The test of a figure that holds or does not. */
const HOLDS: Test = { is: "equals", value: true };

/** A sequence has a stream of its own: the facts that are one of its steps. */
function sequenceFamily(compiler: LiveCompiler, leaf: StepsExpression) {
  const key = normalForm(leaf);
  const read = stepsOfFact(leaf, compiler.fields);
  const types = [...new Set(stepsOf(leaf).flatMap((step) => step.types))];
  const source = sourceOf(compiler, key, types, (fact) => read(fact) !== 0);
  source.span = Number.POSITIVE_INFINITY;
  const column = columnFor(compiler, source, `steps ${key}`, read);
  return { key, family: { source, measured: sequenceFigure(leaf, column, source), leaves: [] } };
}

/** Finds or adds a column of a stream. */
function columnFor({ columns }: LiveCompiler, source: Source, key: string, read: ReadColumn["read"]): ReadColumn {
  let column = columns.get(key);
  if (column === undefined) {
    column = { key, read, places: [] };
    columns.set(key, column);
  }
  if (!source.columns.includes(column)) source.columns.push(column);
  return column;
}

/** Tests of one attribute that time does not change share a source with all others; a test that it does has its own. */
function attributeFamily(compiler: LiveCompiler, { path, test }: AttributeExpression) {
  const { fields, families } = compiler;
  const { type, items } = fields.attribute(path)!;
  const tested = valueTest(test, { type, items, fields });
  const key = tested.turns === null ? `attribute ${path}` : `attribute ${path} ${JSON.stringify(test)}`;
  const keys = pathKeys(path)!;
  const read = readerOf({ type });
  const measured: MeasuredFigure = {
    value: ({ attributes }) => read(valueAtPath(attributes, keys)),
    type,
    items,
    isElapsed: false,
    counted: undefined,
  };
  const source = sourceOf(compiler, tested.turns === null ? "profile" : key, [], () => false);
  source.readsAttributes = true;
  return { key, family: families.get(key) ?? { source, measured, leaves: [] } };
}

interface AddedMetric {
  readonly source: Source;
  readonly figure: StreamFigure;
  /** Text that equal figures share. */
  readonly key: string;
}

/** The time since the customer was created, or since the first fact of any type where that is not known. */
function addKnownFor(compiler: LiveCompiler): AddedMetric {
  const { source, figure } = addMetric(compiler, { measure: "timeSinceFirst", types: [ANY_TYPE] });
  const isDeclared = compiler.fields.attribute("createdAt")?.type === "instant";
  const read = readerOf({ type: "instant" });
  source.readsAttributes ||= isDeclared;
  const value: StreamFigure["value"] = (view) => {
    const created = isDeclared ? (read(valueAtPath(view.attributes, ["createdAt"])) as number | undefined) : undefined;
    if (created === undefined) return figure.value(view);
    if (created <= view.at) return created;
    view.turn = Math.min(view.turn, created);
    return undefined;
  };
  return { source, figure: { ...figure, value }, key: "knownFor" };
}

/** Adds the stream of a metric, with what it keeps for it. */
export function addMetric(compiler: LiveCompiler, metric: Metric): AddedMetric {
  if (metric.measure === "knownFor") return addKnownFor(compiler);
  const { fields } = compiler;
  const { types = [], where, window, ...rest } = metric;
  const fixed = fixedWindow(window);
  // The stream of a metric is all that it counts: types, conditions, and a window that does not move.
  const counted: Metric = { measure: "count", types, ...(where && { where }), ...(fixed && { window: window! }) };
  const streamKey = normalForm({ kind: "metric", metric: counted, test: { is: "present" } });
  const condition = where === undefined ? undefined : factCondition(where, types, fields);
  if (metric.answer !== undefined || metric.periods !== undefined || types.length === 0) return unsupported(metric.measure);
  const source = sourceOf(compiler, streamKey, types, (fact, at) => {
    if (fixed !== undefined && (at < fixed.from || at >= fixed.to)) return false;
    return condition === undefined || condition(fact);
  });
  const columnOf: ColumnOf = (key, read) => columnFor(compiler, source, key, read);
  const figure: StreamFigure = measuredFigure(metric, source, columnOf, fields);
  source.keep = Math.max(source.keep, figure.keep);
  source.span = Math.max(source.span, figure.span);
  const key = JSON.stringify([streamKey, rest, movingWindow(window)?.key ?? null]);
  return { source, figure, key };
}

function sourceOf({ sources }: LiveCompiler, key: string, types: readonly string[], accepts: Source["accepts"]): Source {
  const known = sources.find((source) => source.key === key);
  if (known !== undefined) return known;
  const source: Source = {
    key,
    fingerprint: fingerprintOf(key),
    index: sources.length,
    types,
    accepts,
    figures: [],
    columns: [],
    totals: [],
    edges: [],
    members: [],
    readsAttributes: false,
    keep: 0,
    span: 0,
  };
  sources.push(source);
  return source;
}

/** Returns 64 bits of a text as hexadecimal digits. */
export function fingerprintOf(text: string): string {
  return [fnv1a(text), fnv1a(text, fnv1a("live"))].map((hash) => hash.toString(16).padStart(8, "0")).join("");
}

/** Gives every leaf its bit, and every source its figures. Returns the number of words of all truths. */
export function placeFigures({ families, fields }: LiveCompiler): number {
  let [word, used] = [0, 0];
  for (const { source, measured, leaves } of families.values()) {
    for (let start = 0; start < leaves.length; start += MAX_TESTS) {
      const part = leaves.slice(start, start + MAX_TESTS);
      if (used + part.length > WORD) [word, used] = [word + 1, 0];
      const { evaluate, readsAttributes, keep, isCounted } = compileFigure(
        part.map(({ test }) => test),
        measured,
        fields,
      );
      for (const [bit, leaf] of part.entries()) leaf.bit = word * WORD + used + bit;
      source.figures.push({ evaluate, word, shift: used, bits: 2 ** part.length - 1 });
      source.readsAttributes ||= readsAttributes;
      source.keep = Math.max(source.keep, keep);
      if (!isCounted) measured.useEdge?.();
      used += part.length;
    }
  }
  return word + 1;
}

/** Adds a figure that is asked for by its name. */
export function addNamedFigure(compiler: LiveCompiler, id: string, metric: Metric): NamedFigure {
  const { source, figure } = addMetric(compiler, metric);
  figure.useEdge();
  return { id, source, value: figure.value, isElapsed: figure.isElapsed };
}
