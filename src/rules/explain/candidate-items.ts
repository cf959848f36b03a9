import { pathKeys, withValueAtPath } from "../../kernel/internal.js";
import { fullContext } from "../compile/abilities/all-abilities.js";
import { compileItemWhere } from "../compile/tests/item-test.js";
import type { CatalogField } from "../language/catalog.js";
import type { ItemWhere, Test } from "../language/expression.js";

type Item = Readonly<Record<string, unknown>>;

/** Maximum number of items that are tried. */
const MAX_ITEMS = 200;
/** Maximum length of a list that is tried. */
const MAX_LENGTH = 100;
/** Maximum number of lists that are tried. */
const MAX_LISTS = 5_000;

/** Returns values of a field that some tests tell apart. */
type CandidatesOf = (field: CatalogField, tests: readonly Test[]) => readonly unknown[];

/**
 * Returns lists of objects: as many of each kind of item as counts require, in every combination; where those are too many, of
 * two kinds at a time. Items are of one kind if they satisfy the same conditions.
 */
export function listsOfItems(
  fields: Readonly<Record<string, CatalogField>>,
  tests: readonly Test[],
  candidatesOf: CandidatesOf,
): unknown[] {
  const wheres = tests.flatMap((test) => ((test.is === "someItem" || test.is === "itemCount") && test.where ? [test.where] : []));
  // Conditions on items read nothing else of a schema than the fields of the items.
  const context = fullContext({ version: 1, attributes: {}, interactions: {} });
  const conditions = wheres.map((where) => compileItemWhere(where, { items: fields, context }));
  const items = itemsFor(fields, wheres.flatMap(leavesOf), candidatesOf);
  const kinds = [...new Map(items.map((item) => [conditions.map((holds) => holds(item)).join(), item])).values()];
  const counts = numberOfEach(tests);
  const lists = listsOf(kinds, counts);
  if (lists !== undefined) return [...lists];
  return kinds.flatMap((one, index) => kinds.slice(index + 1).flatMap((other) => listsOf([one, other], counts) ?? []));
}

/** Returns the numbers of items of one kind that tell counts apart, in order. */
function numberOfEach(tests: readonly Test[]): readonly number[] {
  const bounds = tests.flatMap((test) => {
    if (test.is !== "itemCount" && test.is !== "size") return [];
    return test.test.is === "between" ? [test.test.from, test.test.to] : [test.test.value];
  });
  const near = bounds.flatMap((bound) => [Math.ceil(bound) - 1, Math.floor(bound), Math.ceil(bound), Math.floor(bound) + 1]);
  return [...new Set([0, 1, ...near])].filter((count) => count >= 0 && count <= MAX_LENGTH).sort((left, right) => left - right);
}

/** Returns lists with each of some numbers of each item, or `undefined` where they are too many. */
function listsOf(items: readonly Item[], counts: readonly number[]): readonly (readonly Item[])[] | undefined {
  if (counts.length ** items.length > MAX_LISTS) return undefined;
  return items.reduce<readonly (readonly Item[])[]>(
    (lists, item) => lists.flatMap((list) => counts.map((count) => [...list, ...Array.from({ length: count }, () => item)])),
    [[]],
  );
}

type ItemLeaf = Extract<ItemWhere, { kind: "property" }>;

function leavesOf(where: ItemWhere): readonly ItemLeaf[] {
  if (where.kind === "property") return [where];
  return where.kind === "not" ? leavesOf(where.of) : where.of.flatMap(leavesOf);
}

/** Returns items with every combination of a few values of each field, the most different values first. */
function itemsFor(
  fields: Readonly<Record<string, CatalogField>>,
  leaves: readonly ItemLeaf[],
  candidatesOf: CandidatesOf,
): readonly Item[] {
  let items: readonly Item[] = [{}];
  for (const path of new Set(leaves.map((leaf) => leaf.path))) {
    const tests = leaves.filter((leaf) => leaf.path === path).map(({ test }) => test);
    const candidates = [undefined, ...candidatesOf(fields[path]!, tests)];
    const share = Math.max(2, Math.floor(MAX_ITEMS / items.length));
    const step = Math.max(1, Math.floor(candidates.length / share));
    const chosen = candidates.filter((_, index) => index % step === 0).slice(0, share);
    items = items
      .flatMap((item) => chosen.map((value) => (value === undefined ? item : withValueAtPath(item, pathKeys(path) ?? [], value))))
      .slice(0, MAX_ITEMS);
  }
  return items;
}
