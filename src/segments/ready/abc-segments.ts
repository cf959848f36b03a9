import type { InstantInput, LocalizedText } from "../../kernel/index.js";
import { anInstant, type OptionShape, requireOneOf, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import { type MembershipColumns, partition } from "../set/membership-columns.js";

/** ABC class of each customer, as `abcClasses` of value returns it. */
export interface AbcClassColumns {
  readonly ids: readonly string[];
  readonly classes: readonly ("A" | "B" | "C")[];
}

const abc: readonly { readonly id: "A" | "B" | "C"; readonly label: LocalizedText }[] = [
  { id: "A", label: { en: "A: largest contribution", zh: "A 类：贡献最大的客户" } },
  { id: "B", label: { en: "B: medium contribution", zh: "B 类：贡献中等的客户" } },
  { id: "C", label: { en: "C: small contribution", zh: "C 类：贡献较小的客户" } },
];

const CLASSES = abc.map(({ id }) => id);

/** Options of {@link abcSegments}. */
export interface AbcSegmentsOptions {
  /** Instant of the classes. */
  readonly asOf?: InstantInput | undefined;
}

const ABC_OPTIONS: OptionShape<AbcSegmentsOptions> = { asOf: anInstant };

/**
 * Converts ABC classes to segments; every customer is in exactly one.
 *
 * @param columns - from `abcClasses` of value
 * @throws ClienteleError `invalid_option` for a class other than A, B and C; `invalid_instant`
 * @example
 * abcSegments({ ids: ["x", "y"], classes: ["C", "A"] }).segments.map(({ size }) => size) // => [1, 0, 1]
 */
export function abcSegments(columns: AbcClassColumns, options: AbcSegmentsOptions = {}): MembershipColumns {
  const { asOf: instant } = requireOptions(options, ABC_OPTIONS);
  const positions = columns.classes.map((name, row) => {
    requireOneOf(`classes[${row}]`, name, CLASSES);
    return CLASSES.indexOf(name);
  });
  const asOf = instant === undefined ? null : toMilliseconds(instant, "asOf");
  return partition({ set: "abc", version: 1, asOf, ids: columns.ids }, abc, positions);
}
