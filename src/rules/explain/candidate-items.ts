import { pathKeys, withValueAtPath } from "../../kernel/internal.js";
import type { CatalogField } from "../language/catalog.js";
import type { ItemWhere, Test } from "../language/expression.js";

type Item = Readonly<Record<string, unknown>>;

/** Maximum number of items that are tried. */
const MAX_ITEMS = 200;
/** Maximum length of a list that is tried. */
const MAX_LENGTH = 100;

/** Returns values of a field that some tests tell apart. */
type CandidatesOf = (field: CatalogField, tests: readonly Test[]) => readonly unknown[];

/** Returns lists of objects: each item alone, as often as counts require, and together with another. */
export function listsOfItems(
  fields: Readonly<Record<string, CatalogField>>,
  tests: readonly Test[],
  candidatesOf: CandidatesOf,
): unknown[] {
  const wheres = tests.flatMap((test) => ((test.is === "someItem" || test.is === "itemCount") && test.where ? [test.where] : []));
  const items = itemsFor(fields, wheres.flatMap(leavesOf), candidatesOf);
  const counts = tests.flatMap((test) => {
    if (test.is !== "itemCount") return [];
    const bounds = test.test.is === "between" ? [test.test.from, test.test.to] : [test.test.value];
    return bounds.flatMap((bound) => [Math.ceil(bound) - 1, Math.floor(bound), Math.ceil(bound), Math.floor(bound) + 1]);
  });
  const lengths = [...new Set([1, ...counts])].filter((length) => length > 0 && length <= MAX_LENGTH);
  const single = items.flatMap((item) => lengths.map((length) => Array.from({ length }, () => item)));
  const few = items.slice(0, 30);
  return [[], ...single, ...few.flatMap((one) => few.map((other) => [one, other]))];
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
