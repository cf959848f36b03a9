import type { Expression, Leaf, SubjectZone } from "./expression.js";
import { isLeaf } from "./node-table.js";
import { subjectZoneIn } from "./subject-zone.js";

/** A leaf that names a zone of the subject. It is compiled once for each zone that subjects have, as if that zone stood there. */
export interface ZonedLeaf {
  readonly kind: "zoned";
  readonly zone: SubjectZone;
  readonly of: Leaf;
}

/** A rule as it is compiled: it may have a {@link ZonedLeaf} in the place of any leaf. */
export type EvaluatedExpression = Expression | ZonedLeaf;

/** Marks the leaves of a rule that name a zone of the subject. */
export function zonedRule(expression: Expression): EvaluatedExpression {
  if (isLeaf(expression)) {
    const zone = subjectZoneIn(expression);
    return zone === undefined ? expression : { kind: "zoned", zone, of: expression };
  }
  if (expression.kind === "not") return { ...expression, of: zonedRule(expression.of) as Expression };
  return { ...expression, of: expression.of.map(zonedRule) as Expression[] };
}
