import type { Interaction } from "../../models/index.js";
import { typeMatcher } from "../language/interaction-types.js";
import type { CompiledSet, FactKind, ReadColumn, Source } from "./live-set.js";

/** Types whose streams are remembered; names may come from outside. */
const MAX_TYPES = 1_000;

/**
 * Makes the function that finds the kind of a fact. Facts of the same streams are of one kind, whatever their types. Kinds are
 * numbered as they come in, and known to the streams and columns of the set.
 */
export function factKinds(
  sources: readonly Source[],
  columns: readonly ReadColumn[],
  kinds: FactKind[],
  places: number[],
): {
  readonly kindOf: CompiledSet["kindOf"];
  readonly kindOfSources: (indexes: readonly number[]) => FactKind;
} {
  const matchers = sources.map(({ types }) => (types.length === 0 ? () => false : typeMatcher(types)));
  const sourcesOfType = new Map<string, readonly Source[]>();
  const byStreams = new Map<string, FactKind>();

  const kindOfSources = (indexes: readonly number[]): FactKind => {
    const key = indexes.join(" ");
    const known = byStreams.get(key);
    if (known !== undefined) return known;
    const own = [...new Set(indexes.flatMap((index) => sources[index]!.columns))];
    const kind: FactKind = { index: kinds.length, sources: [...indexes], columns: own };
    byStreams.set(key, kind);
    kinds.push(kind);
    places.push(own.length);
    const members = new Set(indexes);
    for (const source of sources) source.members[kind.index] = members.has(source.index);
    for (const column of columns) column.places[kind.index] = own.indexOf(column);
    return kind;
  };

  const accepted: number[] = [];
  const kindOf = (fact: Interaction, at: number): FactKind | undefined => {
    let candidates = sourcesOfType.get(fact.type);
    if (candidates === undefined) {
      candidates = sources.filter((_, index) => matchers[index]!(fact.type));
      if (sourcesOfType.size >= MAX_TYPES) sourcesOfType.clear();
      sourcesOfType.set(fact.type, candidates);
    }
    accepted.length = 0;
    for (const source of candidates) if (source.accepts(fact, at)) accepted.push(source.index);
    return accepted.length === 0 ? undefined : kindOfSources(accepted);
  };
  return { kindOf, kindOfSources };
}
