import { subjectZoneIn, withZones, zonesOf } from "../../language/subject-zone.js";
import type { SubjectZone } from "../../language/expression.js";
import { type Fragment, raw, sql } from "../dialects/fragment.js";
import type { HistoryContext } from "../history/history-sql.js";
import { isOneOf } from "../dialects/membership.js";
import { unsupported } from "../dialects/unsupported.js";

/** Maximum number of values that a choice between zones binds; databases accept about twice as many. */
const MAX_BINDS = 15_000;

/**
 * Builds a part of a rule. One that names the zone of the subject becomes a choice between the zones that the schema declares,
 * each built as if it stood there; zones for which the part is the same share a branch.
 */
export function byZone<Part>(context: HistoryContext, part: Part, build: (part: Part) => Fragment): Fragment {
  const zone = subjectZoneIn(part);
  if (zone === undefined) return build(part);
  const { dialect, catalog } = context;
  const zones = zonesOf(catalog.attributes[zone.attribute]!);
  if (zones === undefined) {
    const name = JSON.stringify(zone.attribute);
    throw unsupported(
      dialect,
      "zone",
      `The zones of ${name} are not declared. Declare its values in the schema (z.enum), or evaluate the rule in memory.`,
    );
  }
  // One value of the attribute decides every zone that it gives, whatever their fallbacks.
  const builtFor = (constantOf: (named: SubjectZone) => string): Fragment => {
    const decided = withZones(part, (named) => (named.attribute === zone.attribute ? constantOf(named) : undefined));
    return byZone(context, decided, build);
  };
  const otherwise = builtFor(({ fallback }) => fallback);
  const branches = new Map<string, { readonly fragment: Fragment; readonly zones: string[] }>();
  for (const each of zones) {
    const fragment = builtFor(() => each);
    const key = JSON.stringify(fragment);
    if (key === JSON.stringify(otherwise)) continue;
    const branch = branches.get(key) ?? { fragment, zones: [] };
    branch.zones.push(each);
    branches.set(key, branch);
  }
  if (branches.size === 0) return otherwise;
  const chosen = [...branches.values()];
  const binds = chosen.reduce((sum, { fragment }) => sum + fragment.parts.filter((each) => typeof each !== "string").length, 0);
  if (binds > MAX_BINDS)
    throw unsupported(dialect, "zone", `${zones.length} zones make too large a statement. Evaluate the rule in memory.`);
  const value = context.attribute(zone.attribute);
  const cases = chosen.reduce(
    (all, branch) => sql`${all} WHEN ${isOneOf(dialect.name, value, "text", branch.zones)} THEN ${branch.fragment}`,
    raw("(CASE"),
  );
  return sql`${cases} ELSE ${otherwise} END)`;
}
