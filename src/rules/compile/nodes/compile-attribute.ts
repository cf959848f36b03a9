import { pathKeys, valueAtPath } from "../../../kernel/internal.js";
import type { CompileContext } from "../context/ability.js";
import { compileTest } from "../tests/compile-test.js";
import { type CompiledNode, never } from "../subject/compiled-node.js";
import type { AttributeExpression } from "../../language/expression.js";

/** Compiles the test of an attribute. */
export function attributeNode({ path, test }: AttributeExpression, context: CompileContext): CompiledNode {
  const { type, items } = context.fields.attribute(path)!;
  const { passes, next } = compileTest(test, type, context, items);
  const read = attributeReader(path);
  const timed: CompiledNode["next"] = next === null ? never : (subject, asOf) => next(read(subject.attributes), asOf);
  // A missing list has 0 items, which may be what is wanted.
  if (test.is === "missing" || test.is === "itemCount")
    return { holds: (subject, asOf) => passes(read(subject.attributes), subject, asOf), next: timed };
  // A missing value fails every other test, so only a value that passes must be an own property.
  const keys = pathKeys(path) ?? [];
  const [first, second] = keys as [string, string];
  if (keys.length === 1) {
    return {
      holds: (subject, asOf) => passes(subject.attributes[first], subject, asOf) && Object.hasOwn(subject.attributes, first),
      next: timed,
    };
  }
  if (keys.length === 2) {
    return {
      holds: (subject, asOf) => {
        const child = subject.attributes[first];
        if (typeof child !== "object" || child === null || Array.isArray(child)) return false;
        return (
          passes(child[second as never], subject, asOf) &&
          Object.hasOwn(child, second) &&
          Object.hasOwn(subject.attributes, first)
        );
      },
      next: timed,
    };
  }
  return { holds: (subject, asOf) => passes(read(subject.attributes), subject, asOf), next: timed };
}

/** Returns a function that reads an attribute by its path, through own properties of plain objects only. */
function attributeReader(path: string): (attributes: Readonly<Record<string, unknown>>) => unknown {
  const keys = pathKeys(path) ?? [];
  return (attributes) => valueAtPath(attributes, keys);
}
