import { seededRandom } from "clientele/kernel";
import { boughtAttributes, profileSegment } from "clientele/segments";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("profileSegment", () => {
  test("finds planted differences, and next to none among a hundred columns of noise", () => {
    const random = seededRandom(5);
    const rows = 2_000;
    const members = Uint8Array.from({ length: rows }, () => Number(random() < 0.2));
    const noise = Object.fromEntries(
      Array.from({ length: 100 }, (_, column) => [`noise${column}`, Float64Array.from({ length: rows }, () => random())]),
    );
    const planted = Float64Array.from(members, (member) => random() + 0.3 * member);
    const city = Array.from(members, (member) => (random() < (member === 1 ? 0.5 : 0.2) ? "Paris" : "Rome"));
    const ids = Array.from({ length: rows }, (_, row) => `c${row}`);
    const { traits } = profileSegment(members, { ids, numbers: { ...noise, planted }, categories: { city } });
    const significant = traits.filter((trait) => trait.significant);
    expect(
      significant
        .slice(0, 3)
        .map(({ column }) => column)
        .sort(),
    ).toEqual(["city", "city", "planted"]);
    expect(significant.length).toBeLessThan(7);
    expect(traits.find(({ value }) => value === "Paris")?.lift).toBeGreaterThan(2);
  });

  test("gives Cliff's delta as the difference of probabilities, by counting pairs", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 2, maxLength: 30 }), (rows) => {
        const inside = rows.filter(([, member]) => member).map(([value]) => value);
        const outside = rows.filter(([, member]) => !member).map(([value]) => value);
        fc.pre(inside.length > 0 && outside.length > 0);
        const { traits } = profileSegment(
          rows.map(([, member]) => Number(member)),
          { ids: rows.map((_, row) => `${row}`), numbers: { x: rows.map(([value]) => value) } },
        );
        const pairs = inside.flatMap((left) => outside.map((right) => Math.sign(left - right)));
        expect(traits[0]?.effect).toBeCloseTo(pairs.reduce((sum: number, sign) => sum + sign, 0) / pairs.length, 12);
      }),
    );
  });

  test("names the product attributes that set a segment apart", () => {
    const products = [
      { id: "mug", category: "Kitchen" },
      { id: "pan", category: "Kitchen" },
      { id: "lamp", category: "Light" },
      { id: "bulb", category: ["Light", "Energy"] },
    ];
    const random = seededRandom(8);
    const isMember = Uint8Array.from({ length: 300 }, (_, row) => Number(row < 100));
    const shoppers = Array.from(isMember, (member, row) => {
      const bought = products.map(({ id }) => id).filter((id) => random() < (id === "pan" && member === 1 ? 0.9 : 0.2));
      const lines = bought.map((productId) => ({ productId, quantity: 1 }));
      // Unknown products are skipped, and both forms of an order are read.
      const properties = row % 2 === 0 ? { lines } : { products: [...bought, "unknown"] };
      const order = { id: `o${row}`, customerId: `c${row}`, type: "order.placed", at: new Date(0), properties };
      return { bought, subject: { id: `c${row}`, attributes: {}, history: [order] } };
    });
    const category = boughtAttributes(
      shoppers.map(({ subject }) => subject),
      products,
      (product) => product.category,
    );
    shoppers.forEach(({ bought }, row) => {
      const expected = new Set(products.filter(({ id }) => bought.includes(id)).flatMap((product) => product.category));
      expect(category[row] === null ? [] : [...category[row]!].sort()).toEqual([...expected].sort());
    });
    const ids = shoppers.map(({ subject }) => subject.id);
    const { traits } = profileSegment(isMember, { ids, sets: { category } });
    const kitchen = traits.find(({ value }) => value === "Kitchen")!;
    const known = category.map((words, row) => ({ words, member: isMember[row] === 1 })).filter(({ words }) => words !== null);
    const share = (member: boolean) => {
      const side = known.filter((entry) => entry.member === member);
      return side.filter(({ words }) => words!.includes("Kitchen")).length / side.length;
    };
    expect([kitchen.inside, kitchen.outside]).toEqual([share(true), share(false)]);
    expect(traits[0]).toMatchObject({ value: "Kitchen", significant: true });
    expect(traits.filter(({ significant }) => significant).map(({ value }) => value)).toEqual(["Kitchen"]);
    expect(profileSegment(isMember, { ids, sets: { category } }, { minCustomers: 301 }).traits).toEqual([]);
  });

  test("refuses segments without members or without other customers", () => {
    expect(() => profileSegment([0], { ids: ["a"] })).toThrow(expect.objectContaining({ code: "invalid_option" }));
    expect(() => profileSegment([1, 0], { ids: ["a", "b"], numbers: { x: [1] } })).toThrow(/1 rows for 2/);
  });
});
