import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { AttributeOperand, FigureComparison } from "../../language/expression.js";
import { readerOf, type Seen } from "../../language/value-reading.js";
import type { TestedValue } from "../context/ability.js";
import type { CompiledTest } from "../context/compiled.js";
import type { PreparedSubject } from "../subject/prepared-subject.js";
import { orderings } from "./number-test.js";
import { compareSeen } from "./value-tests.js";

/** Compiles the comparison of a value with another attribute of the subject. */
export function comparedWithAttribute(
  is: FigureComparison,
  { attribute }: AttributeOperand,
  { read, context }: TestedValue,
): CompiledTest["passes"] {
  const keys = pathKeys(attribute) ?? [];
  const readOther = readerOf(context.fields.attribute(attribute)!);
  const other = (subject: PreparedSubject): Seen => readOther(valueAtPath(subject.attributes, keys));
  if (is === "equals" || is === "notEquals") {
    const negated = is === "notEquals";
    return (raw, subject) => {
      const value = read(raw);
      const wanted = other(subject);
      return value !== undefined && wanted !== undefined && (value === wanted) !== negated;
    };
  }
  const passes = orderings[is];
  return (raw, subject) => {
    const sign = compareSeen(read(raw), other(subject));
    return sign !== undefined && passes(sign);
  };
}
