import { pathKeys, valueAtPath } from "../../kernel/internal.js";
import type { Interaction } from "../../models/index.js";
import type { Metric, Where } from "../language/expression.js";
import type { PropertyField, RuleFields } from "../language/rule-fields.js";
import { readerOf, type Seen } from "../language/value-reading.js";
import { unsupported } from "./unsupported.js";
import { valueTest } from "./value-test.js";

/** Compiles conditions on one fact of some types. */
export function factCondition(where: Where, types: readonly string[], fields: RuleFields): (fact: Interaction) => boolean {
  switch (where.kind) {
    case "all":
    case "any": {
      const parts = where.of.map((part) => factCondition(part, types, fields));
      return where.kind === "all" ? (fact) => parts.every((part) => part(fact)) : (fact) => parts.some((part) => part(fact));
    }
    case "not": {
      const part = factCondition(where.of, types, fields);
      return (fact) => !part(fact);
    }
    case "channel": {
      const { passes } = valueTest(where.test, { type: "text", fields });
      return ({ channel }) => passes(channel, {}, 0);
    }
    case "property": {
      const field = fields.property(types, where.path);
      const { passes, turns, readsAttributes } = valueTest(where.test, {
        type: field?.type ?? "opaque",
        items: field?.items,
        fields,
      });
      if (turns !== null || readsAttributes) return unsupported("where with time");
      const read = propertyOf(where.path, field?.declaring);
      return (fact) => passes(read(fact), {}, 0);
    }
  }
}

/** Returns a function that reads the property of a metric; an amount in another currency is missing. */
export function factValue({ property, currency }: Metric, field: PropertyField): (fact: Interaction) => Seen {
  const read = readerOf(field);
  const raw = propertyOf(property!, field.declaring);
  if (currency === undefined || field.currency === undefined) return (fact) => read(raw(fact));
  const currencyOf = propertyOf(field.currency, undefined);
  return (fact) => (currencyOf(fact) === currency ? read(raw(fact)) : undefined);
}

function propertyOf(path: string, declaring: readonly string[] | undefined): (fact: Interaction) => unknown {
  const keys = pathKeys(path)!;
  if (declaring === undefined) return ({ properties }) => valueAtPath(properties, keys);
  const declared = new Set(declaring);
  return ({ type, properties }) => (declared.has(type) ? valueAtPath(properties, keys) : undefined);
}
