import type { Interaction } from "clientele/models";
import { seededRandom } from "clientele/kernel";
import { serviceEffect, serviceFit, type ServiceOffer, serviceTakeUp } from "clientele/value";
import { describe, expect, test } from "vitest";

const coded = (code: string) => expect.objectContaining({ code });

describe("value-added services", () => {
  const used = (customerId: string, serviceId: string, time = 0): Interaction =>
    ({
      id: `${customerId}${time}`,
      customerId,
      type: "service.used",
      at: new Date(time),
      properties: { serviceId },
    }) as Interaction;
  test("fits customers who own the product, lack the service and show the signs", () => {
    const offers: ServiceOffer[] = [
      { id: "care", products: ["phone"], signs: { breaks: 3, travels: 1 } },
      { id: "cloud", signs: { photos: 1 } },
      { id: "lessons", products: ["piano"], signs: { breaks: 1 } },
    ];
    const fits = serviceFit({ products: ["phone"], signs: { breaks: 0.5, photos: 0.9 } }, offers);
    expect(fits.map(({ id, fit }) => [id, fit])).toEqual([
      ["cloud", 0.9],
      ["care", 0.5],
    ]);
    expect(serviceFit({ services: ["cloud"], signs: {} }, offers)).toEqual([]);
    expect(serviceFit({ signs: {} }, offers)).toEqual([{ id: "cloud", fit: null, contributions: {} }]);
    expect(() => serviceFit({ signs: { photos: 2 } }, offers)).toThrowError(coded("invalid_option"));
  });
  test("counts every eligible customer once in the take-up of a period", () => {
    const [care, none] = serviceTakeUp(
      [used("a", "care", 1), used("a", "care", 2), used("x", "care", 1), used("b", "care", 99)],
      ["a", "b", "c"],
      {
        from: 1,
        to: 50,
      },
    );
    expect(none).toBeUndefined();
    expect(care).toMatchObject({ eligible: 3, users: 1, uses: 2, takeUp: 1 / 3, repeated: 1 });
    expect(care!.interval!.lower).toBeLessThan(1 / 3);
    expect(care!.interval!.upper).toBeGreaterThan(1 / 3);
  });
  test("covers the true effect about as often as the level says", () => {
    const random = seededRandom("effects");
    const noise = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;
    let covered = 0;
    for (let run = 0; run < 400; run++) {
      const rows = Array.from({ length: 80 }, (_, row) => {
        const before = noise();
        return { used: row % 2 === 0, before, after: before + 1 + (row % 2 === 0 ? 2 : 0) + noise() };
      });
      const { interval } = serviceEffect(rows);
      if (interval.lower <= 2 && interval.upper >= 2) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.985);
  });
  test("marks observed effects, and rejects data without two groups", () => {
    const row = (isUser: boolean) => ({ used: isUser, before: 0, after: 1 });
    expect(serviceEffect([row(true), row(true), row(false), row(false)]).evidence).toBe("observed");
    expect(() => serviceEffect([row(true), row(false), row(false)])).toThrowError(coded("unfittable_data"));
    expect(() => serviceEffect([{ ...row(true), after: Number.NaN }])).toThrowError(coded("invalid_summary"));
  });
});
