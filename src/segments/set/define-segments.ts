import { ClienteleError, type Problem } from "../../kernel/index.js";
import {
  anObject,
  aText,
  deepFreeze,
  joinPath,
  nearestName,
  type OptionShape,
  problemSummary,
  requireOptions,
} from "../../kernel/internal.js";
import {
  type Calendars,
  type Catalog,
  type CatalogSource,
  type CompileOptions,
  safeParseRule,
  standardCatalog,
} from "../../rules/index.js";
import { catalogOf, readsOf, someCalendars, unknownKeys } from "../../rules/internal.js";
import { compileSet } from "./compile-set.js";
import {
  type CompiledSet,
  type SegmentDefinition,
  segmentKey,
  type SegmentSet,
  type SegmentSetDefinition,
} from "./segment-set.js";

/** Options of {@link defineSegments}. */
export interface SegmentsOptions {
  /** Schema of the host, or its catalog. Defaults to the standard catalog. */
  readonly schema?: CatalogSource | undefined;
  /** Open hours of the business calendars that rules name. Define the set again when they change. */
  readonly calendars?: Calendars | undefined;
}

const SEGMENTS_OPTIONS: OptionShape<SegmentsOptions> = { schema: anObject, calendars: someCalendars };
const SET_KEYS = ["id", "version", "segments"];
const SEGMENT_KEYS = ["id", "version", "label", "description", "goal", "rule", "strategy"];

const compiledSets = new WeakMap<SegmentSet, CompiledSet & { readonly options: CompileOptions }>();

/**
 * Checks a set of segments, fills in its defaults and freezes it. The result is plain data; after a round trip through JSON,
 * define it again. A segment may read other segments of the set (`state("segment:<id>")`), as decided at the same instant; they must
 * not read each other in a circle.
 *
 * @param definition - identifiers, rules, labels and strategies
 * @param options - `schema`, where rules use attributes and interactions of the host; `calendars`, where they use business time
 * @throws ClienteleError `invalid_segments` with every problem and its path; `invalid_rule` for a calendar that is not supplied;
 * `state_cycle`; `invalid_option`
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
  const { schema = standardCatalog, calendars } = requireOptions(options, SEGMENTS_OPTIONS);
  const problems = problemsOf(definition, schema);
  if (problems.length > 0)
    throw new ClienteleError("invalid_segments", problemSummary("Invalid segments.", problems), { problems });
  const { id, version = 1, segments } = structuredClone(definition);
  const set: SegmentSet = deepFreeze({
    id,
    version,
    segments: segments.map((segment) => ({
      ...segment,
      version: segment.version ?? 1,
      label: segment.label ?? { en: segment.id, zh: segment.id },
    })),
  });
  const known = withSegments(catalogOf(schema), new Set(set.segments.map(segmentKey)));
  const compileOptions: CompileOptions = { schema: known, calendars: { ...calendars } };
  compiledSets.set(set, { ...compileSet(set.segments, compileOptions), options: compileOptions });
  return set;
}

/**
 * Returns the compiled segments of a defined set, with the order in which they read each other.
 *
 * @throws ClienteleError `undefined_segments`
 */
export function compiledSetOf(set: SegmentSet): CompiledSet {
  return definedSet(set);
}

/**
 * Returns the schema and the calendars that a set was defined with.
 *
 * @throws ClienteleError `undefined_segments`
 */
export function compileOptionsOf(set: SegmentSet): CompileOptions {
  return definedSet(set).options;
}

function definedSet(set: SegmentSet) {
  const compiled = compiledSets.get(set);
  if (compiled !== undefined) return compiled;
  throw new ClienteleError("undefined_segments", "Pass the result of defineSegments itself, not a copy of it.", {
    set: (set as { id?: unknown } | null | undefined)?.id,
  });
}

function problemsOf(definition: SegmentSetDefinition, schema: CatalogSource): Problem[] {
  if (!anObject.accepts(definition)) return [{ path: "", message: "A set must be an object with an `id` and `segments`." }];
  const problems = unknownKeys(definition, SET_KEYS);
  if (!aText.accepts(definition.id)) problems.push({ path: "id", message: "Must be a text that is not empty." });
  if (!isVersion(definition.version)) problems.push({ path: "version", message: "Must be an integer of at least 1." });
  if (!Array.isArray(definition.segments) || definition.segments.length === 0)
    return [...problems, { path: "segments", message: "Must be an array of at least one segment." }];
  const ids = new Set<string>();
  const keys = new Set(
    definition.segments.flatMap((segment: SegmentDefinition) =>
      anObject.accepts(segment) && aText.accepts(segment.id) ? [segmentKey(segment)] : [],
    ),
  );
  const known = withSegments(catalogOf(schema), keys);
  definition.segments.forEach((segment: SegmentDefinition, index) => {
    const path = `segments[${index}]`;
    if (!anObject.accepts(segment)) {
      problems.push({ path, message: "Must be an object." });
      return;
    }
    const { id, version, rule } = segment;
    problems.push(...unknownKeys(segment, SEGMENT_KEYS, path));
    if (!aText.accepts(id) || ids.has(id))
      problems.push({ path: joinPath(path, "id"), message: "Must be an identifier that no other segment has." });
    ids.add(id);
    if (!isVersion(version)) problems.push({ path: joinPath(path, "version"), message: "Must be an integer of at least 1." });
    const parsed = safeParseRule(rule, { schema: known });
    if (!parsed.ok) {
      for (const problem of parsed.problems)
        problems.push({ ...problem, path: [joinPath(path, "rule"), problem.path].filter((part) => part !== "").join(".") });
      return;
    }
    const { states } = readsOf(parsed.value, known);
    if (states.includes(segmentKey(segment)))
      problems.push({ path: joinPath(path, "rule"), message: "A segment must not read its own timeline." });
    for (const key of known.states === undefined ? states.filter((each) => each.startsWith(SEGMENTS) && !keys.has(each)) : []) {
      const near = nearestName(key, [...keys]);
      problems.push({
        path: joinPath(path, "rule"),
        message: `The set has no segment ${JSON.stringify(key.slice(SEGMENTS.length))}.`,
        hint:
          near === undefined
            ? `If another set has it, declare ${JSON.stringify(key)} in \`states\` of the schema.`
            : `Did you mean "${near}"?`,
      });
    }
  });
  return problems;
}

/** Prefix of the timelines of segments. */
const SEGMENTS = "segment:";

/** Returns a catalog whose timelines include those of the segments of a set. */
function withSegments(catalog: Catalog, keys: ReadonlySet<string>): Catalog {
  if (catalog.states === undefined) return catalog;
  const own = Object.fromEntries([...keys].map((key) => [key, { values: [true, false] }]));
  return { ...catalog, states: { ...catalog.states, ...own } };
}

function isVersion(version: unknown): boolean {
  return version === undefined || (Number.isInteger(version) && (version as number) >= 1);
}
