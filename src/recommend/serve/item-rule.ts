import { type InstantInput } from "../../kernel/index.js";
import { anInstant, type OptionKind, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { type CompileOptions, compileRule, type Rule } from "../../rules/index.js";
import { someCalendars } from "../../rules/internal.js";
import type { ItemFacts } from "../log/item-facts.js";

/** Options of {@link itemRule}. */
export interface ItemRuleOptions extends CompileOptions {
  /** Instant for rules that look at time. */
  readonly asOf: InstantInput;
}

const aSchema: OptionKind = {
  expected: "a schema or a catalog",
  accepts: (value) => typeof value === "object" && value !== null,
};
const ITEM_RULE_OPTIONS: OptionShape<ItemRuleOptions> = { schema: aSchema, calendars: someCalendars, asOf: anInstant };

/**
 * Turns a rule into a filter of items for `recommend`: the item is the subject, its fields are the attributes.
 *
 * @param rule - over attributes: `price`, `categoryPath`, `brand`, `attributes.organic`, …
 * @throws ClienteleError `invalid_rule`, `invalid_option`, `invalid_instant`
 * @example
 * const items = defineSchema({ subject: productSchema });
 * const cheap = itemRule(items.rules.attribute("price").atMost(500), { schema: items, asOf: 0 });
 * [cheap({ id: "tea", price: 400 }), cheap({ id: "pot", price: 900 })] // => [true, false]
 */
export function itemRule(rule: Rule, options: ItemRuleOptions): (item: ItemFacts) => boolean {
  const { schema, calendars, asOf } = requireOptions(options, ITEM_RULE_OPTIONS, { mandatory: ["schema", "asOf"] });
  const instant = toMilliseconds(asOf, "asOf");
  const compiled = compileRule(rule, { schema, calendars });
  return (item) => compiled.matchesAttributes({ ...item }, instant, item.id);
}
