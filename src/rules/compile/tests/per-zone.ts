import { pathKeys, remembered, valueAtPath } from "../../../kernel/internal.js";
import type { Catalog, CatalogField, ValueType } from "../../language/catalog.js";
import type { SubjectZone, Test } from "../../language/expression.js";
import type { RuleFields } from "../../language/rule-fields.js";
import { subjectZoneIn, withZone, zoneDecider } from "../../language/subject-zone.js";
import type { CompileContext } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import { compileTest } from "./compile-test.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";

/** Number of zones for which a part of a rule is kept compiled. */
const MOST_ZONES = 1_000;

/** Compiles a part of a rule once for each zone that subjects have, as if that zone stood in the place of the subject's. */
export function perZone<Part, Compiled>(
  part: Part,
  zone: SubjectZone,
  fields: RuleFields,
  compile: (part: Part) => Compiled,
): (subject: PreparedSubject) => Compiled {
  const decide = zoneDecider(zone, fields.attribute(zone.attribute)!);
  const keys = pathKeys(zone.attribute) ?? [];
  const compiledFor = remembered(MOST_ZONES, (decided: string) => compile(withZone(part, zone, decided)));
  // Compiled here as well, so that what the part needs is known before a subject comes.
  compiledFor(zone.fallback);
  return (subject) => compiledFor(decide(valueAtPath(subject.attributes, keys)));
}

/** Compiles a test whose zone may be the one of the subject. */
export function zonedTest(
  test: Test,
  type: ValueType,
  context: CompileContext,
  items?: CatalogField["items"],
): Pick<CompiledTest, "passes"> {
  const zone = subjectZoneIn(test);
  if (zone === undefined) return compileTest(test, type, context, items);
  const compiledFor = perZone(test, zone, context.fields, (each) => zonedTest(each, type, context, items));
  return { passes: (raw, subject, asOf) => compiledFor(subject).passes(raw, subject, asOf) };
}

/** Puts the zones of a subject in their places in a part of a rule. */
export function inZoneOf<Part>(part: Part, subject: PreparedSubject, catalog: Catalog): Part {
  const zone = subjectZoneIn(part);
  if (zone === undefined) return part;
  const decide = zoneDecider(zone, catalog.attributes[zone.attribute]!);
  const decided = decide(valueAtPath(subject.attributes, pathKeys(zone.attribute) ?? []));
  return inZoneOf(withZone(part, zone, decided), subject, catalog);
}
