import type { SegmentSubject } from "../set/segment-subject.js";

/**
 * Returns the attributes of the products that each customer bought, such as brands, categories or colors. As a column in `sets`, they
 * let a profile name the product attributes that set a segment apart.
 *
 * @param records - customers; products are read from the `lines` of their `order.placed`, or from `products` if there are no lines
 * @param products - the catalog; products that it does not contain are skipped
 * @param attributeOf - returns an attribute of a product: one word or several
 * @returns for each record the distinct words, in the order of the first purchase; `null` for a customer without orders
 * @example
 * const order = { id: "o1", customerId: "ann", type: "order.placed", at: new Date(0), properties: { products: ["mug", "lamp"] } };
 * const products = [{ id: "mug", categoryPath: ["Home", "Kitchen"] }, { id: "lamp", categoryPath: ["Home", "Light"] }];
 * boughtAttributes([{ id: "ann", attributes: {}, history: [order] }], products, ({ categoryPath }) => categoryPath.at(-1)) // => [["Kitchen", "Light"]]
 */
export function boughtAttributes<Product extends { readonly id: string }>(
  records: Iterable<SegmentSubject>,
  products: Iterable<Product>,
  attributeOf: (product: Product) => string | readonly string[] | null | undefined,
): (readonly string[] | null)[] {
  const words = new Map<string, readonly string[]>();
  for (const product of products) {
    const found = attributeOf(product) ?? [];
    words.set(product.id, typeof found === "string" ? [found] : found);
  }
  return Array.from(records, ({ history }) => {
    const ids = history.filter(({ type }) => type === "order.placed").flatMap(({ properties }) => productIds(properties));
    return ids.length === 0 ? null : [...new Set(ids.flatMap((id) => words.get(id) ?? []))];
  });
}

function productIds({ lines, products }: Readonly<Record<string, unknown>>): string[] {
  if (Array.isArray(lines) && lines.length > 0)
    return lines.map((line: { readonly productId?: unknown } | null) => line?.productId).filter((id) => typeof id === "string");
  return Array.isArray(products) ? products.filter((id) => typeof id === "string") : [];
}
