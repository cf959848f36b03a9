import { ClienteleError, type Problem } from "../../kernel/index.js";
import { joinPath } from "../../kernel/internal.js";
import { type CatalogSource, compileRule, safeParseRule, standardCatalog } from "../../rules/index.js";
import {
  type CompiledSegment,
  type SegmentDefinition,
  segmentKey,
  type SegmentSet,
  type SegmentSetDefinition,
} from "./segment-set.js";

/** Where the words of the rules get their meaning. */
export interface SegmentsOptions {
  /** The host's schema or its catalog; the standard catalog unless given. */
  readonly schema?: CatalogSource | undefined;
}

const compiledSets = new WeakMap<SegmentSet, { readonly segments: readonly CompiledSegment[]; readonly source: CatalogSource }>();

/**
 * Checks a set of segments, fills in its defaults and freezes it. What comes back is plain data: to take it up again from
 * JSON, define it again. A segment may read another's timeline (`segment:<id>`) but not its own.
 *
 * @param definition - identifiers, rules, labels, strategies
 * @param options - `schema`, where rules speak of the host's own attributes and interactions
 * @throws ClienteleError `invalid_segments` with every problem and its path
 * @example
 * const set = defineSegments({
 *   id: "service",
 *   segments: [{
 *     id: "silent",
 *     label: { en: "Silent", zh: "沉默客户" },
 *     rule: { version: 1, kind: "metric", metric: { measure: "timeSinceLast", types: ["order.placed"] }, test: { is: "atLeast", value: { days: 90 } } },
 *   }],
 * });
 * set.segments[0].version // => 1
 */
export function defineSegments(definition: SegmentSetDefinition, options: SegmentsOptions = {}): SegmentSet {
  const source = options.schema ?? standardCatalog;
  const problems = problemsOf(definition, source);
  if (problems.length > 0) {
    const listed = problems.slice(0, 5).map(({ path, message, hint }) => `${path || "(root)"}: ${message} ${hint ?? ""}`.trim());
    const more = problems.length > 5 ? ` And ${problems.length - 5} more.` : "";
    throw new ClienteleError("invalid_segments", `The segments are not valid. ${listed.join(" ")}${more}`, { problems });
  }
  const { id, version = 1, segments } = structuredClone(definition);
  const set: SegmentSet = {
    id,
    version,
    segments: segments.map((segment) => ({
      ...segment,
      version: segment.version ?? 1,
      label: segment.label ?? { en: segment.id, zh: segment.id },
    })),
  };
  freeze(set);
  compiledSets.set(set, {
    segments: set.segments.map((segment) => ({ segment, rule: compileRule(segment.rule, { schema: source }) })),
    source,
  });
  return set;
}

/** The compiled rules of a set that was defined. */
export function compiledSegmentsOf(set: SegmentSet): readonly CompiledSegment[] {
  return definedSet(set).segments;
}

/** The schema that a set was defined under. */
export function catalogOfSegments(set: SegmentSet): CatalogSource {
  return definedSet(set).source;
}

function definedSet(set: SegmentSet) {
  const compiled = compiledSets.get(set);
  if (compiled === undefined) {
    throw new ClienteleError("undefined_segments", "Pass what defineSegments returned, not a copy of it.", {
      set: (set as { id?: unknown } | null | undefined)?.id,
    });
  }
  return compiled;
}

function problemsOf(definition: SegmentSetDefinition, source: CatalogSource): Problem[] {
  const problems: Problem[] = [];
  if (!isObject(definition)) return [{ path: "", message: "A set of segments is an object with an id and segments." }];
  if (!isText(definition.id)) problems.push({ path: "id", message: "Give the set an identifier." });
  if (!isVersion(definition.version)) problems.push({ path: "version", message: "A version is a whole number from 1." });
  if (!Array.isArray(definition.segments) || definition.segments.length === 0)
    return [...problems, { path: "segments", message: "Give at least one segment." }];
  const known = new Set<string>();
  definition.segments.forEach((segment: SegmentDefinition, index) => {
    const path = `segments[${index}]`;
    if (!isObject(segment)) {
      problems.push({ path, message: "Describe the segment by an object." });
      return;
    }
    const { id, version, rule } = segment;
    if (!isText(id) || known.has(id))
      problems.push({ path: joinPath(path, "id"), message: "Give every segment an identifier of its own." });
    known.add(id);
    if (!isVersion(version)) problems.push({ path: joinPath(path, "version"), message: "A version is a whole number from 1." });
    const parsed = safeParseRule(rule, { schema: source });
    if (!parsed.ok) {
      for (const problem of parsed.problems)
        problems.push({ ...problem, path: [joinPath(path, "rule"), problem.path].filter((part) => part !== "").join(".") });
    } else if (compileRule(parsed.value, { schema: source }).reads.states.includes(segmentKey(segment)))
      problems.push({ path: joinPath(path, "rule"), message: "A segment does not read its own timeline." });
  });
  return problems;
}

function isVersion(version: unknown): boolean {
  return version === undefined || (Number.isInteger(version) && (version as number) >= 1);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
