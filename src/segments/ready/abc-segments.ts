import { ClienteleError, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { toMilliseconds } from "../../kernel/internal.js";
import { type MembershipColumns, partition } from "../set/membership-columns.js";

/** The ABC class of customers, as `abcClasses` of value gives it. */
export interface AbcClassColumns {
  readonly ids: readonly string[];
  readonly classes: readonly ("A" | "B" | "C")[];
}

const abc: readonly { readonly id: "A" | "B" | "C"; readonly label: LocalizedText }[] = [
  { id: "A", label: { en: "A: the few who bring most", zh: "A 类：贡献最大的少数客户" } },
  { id: "B", label: { en: "B: the middle", zh: "B 类：中间客户" } },
  { id: "C", label: { en: "C: the many who bring little", zh: "C 类：贡献较小的多数客户" } },
];

/**
 * ABC classes as segments: every customer is in exactly one.
 *
 * @param columns - from `abcClasses` of value
 * @param options - `asOf`: the instant that the classes are of
 * @throws ClienteleError `invalid_option` for another class than A, B, C; `invalid_instant`
 * @example
 * abcSegments({ ids: ["x", "y"], classes: ["C", "A"] }).segments.map(({ size }) => size) // => [1, 0, 1]
 */
export function abcSegments(
  columns: AbcClassColumns,
  options: { readonly asOf?: InstantInput | undefined } = {},
): MembershipColumns {
  const positions = columns.classes.map((name) => {
    const position = abc.findIndex(({ id }) => id === name);
    if (position >= 0) return position;
    throw new ClienteleError("invalid_option", "A class is A, B or C.", { option: "classes", value: name });
  });
  const asOf = options.asOf === undefined ? null : toMilliseconds(options.asOf, "asOf");
  return partition({ set: "abc", version: 1, asOf, ids: columns.ids }, abc, positions);
}
