import { type InstantInput } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { type CatalogSource, compileRule, type Rule } from "../../rules/index.js";
import type { ItemFacts } from "../log/item-facts.js";

/**
 * A filter of items from a rule of the rule language: the item is the subject, its fields are the attributes.
 *
 * @param rule - over attributes: `price`, `categoryPath`, `brand`, `attributes.organic`, …
 * @param source - schema or catalog that knows the fields
 * @param asOf - the instant for rules that look at time
 * @throws ClienteleError `invalid_rule`, `invalid_instant`
 * @example
 * const items = defineSchema({ subject: productSchema });
 * const cheap = itemRule(items.rules.attribute("price").atMost(500), { schema: items, asOf: 0 });
 * [cheap({ id: "tea", price: 400 }), cheap({ id: "pot", price: 900 })] // => [true, false]
 */
export function itemRule(
  rule: Rule,
  { schema, asOf }: { readonly schema: CatalogSource; readonly asOf: InstantInput },
): (item: ItemFacts) => boolean {
  const compiled = compileRule(rule, { schema });
  const instant = toMilliseconds(asOf, "asOf");
  return (item) => compiled.matchesAttributes({ ...item }, instant);
}
