import {
  behavioralSegments,
  defineSegments,
  demographicSegments,
  evaluateSegments,
  geographicSegments,
  psychographicSegments,
} from "clientele/segments";

import { describe, expect, test } from "vitest";

describe("ready segments", () => {
  test("are valid under the standard catalog, with Chinese labels, in every family", () => {
    const set = defineSegments({
      id: "ready",
      segments: [
        ...geographicSegments({ CN: { en: "China", zh: "中国" } }),
        ...demographicSegments({ ages: [18, 40], zone: "Asia/Shanghai" }),
        ...psychographicSegments({ traits: { adventure: 4 }, interests: ["hiking"] }),
        ...behavioralSegments(),
      ],
    });
    for (const { label } of set.segments) expect(label.zh).toMatch(/\p{Script=Han}/u);
  });

  test("have age bands without gaps that change on the birthday", () => {
    const set = defineSegments({ id: "s", segments: demographicSegments({ ages: [18, 30], zone: "Asia/Shanghai" }) });
    const born = { id: "c", attributes: { demographics: { birthDate: "1996-03-10" } }, history: [] };
    const bandAt = (instant: string) =>
      evaluateSegments(set, born, { asOf: new Date(instant) }).map(({ segmentId }) => segmentId);
    expect(bandAt("2026-03-09T15:59:59.999Z")).toEqual(["age-18-29"]);
    expect(bandAt("2026-03-09T16:00:00.000Z")).toEqual(["age-30-up"]);
  });
});
