import { compileMetrics, compileRule, type Metric, metricsToSql, prepareSubject, type Rule, ruleToSql } from "clientele/rules";
import type { Subject } from "clientele/models";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AS_OF, calendars, metricArbitrary, ruleArbitrary, schema, subjectArbitrary } from "../../fixtures/arbitrary-rules.js";
import { type Engine, openEngines } from "../../fixtures/sql-engines.js";

/** Rule × engine cases in this run; `RULE_CASES=100000` is the long run. */
const CASES = Number(process.env.RULE_CASES ?? 4_000);
const SEED = Number(process.env.RULE_SEED ?? 20_260_329);
const RULES_A_WORLD = 100;

/** A population with identifiers that want ordering by code point. */
export function worldOf(seed: number, size = 40): Subject[] {
  return fc
    .sample(subjectArbitrary, { seed, numRuns: size })
    .map((subject, index) => ({ ...subject, id: `${["a", "é", "ﬁ", "😀"][index % 4]}${index}` }));
}

describe("ruleToSql and metricsToSql", () => {
  let engines: Engine[] = [];
  beforeAll(async () => {
    engines = await openEngines();
  }, 120_000);
  afterAll(async () => {
    for (const engine of engines) await engine.close();
  });

  test("select the same subjects as memory, row by row", { timeout: 5_400_000 }, async () => {
    const worlds = Math.ceil(CASES / (RULES_A_WORLD * engines.length));
    let cases = 0;
    for (let world = 0; world < worlds; world++) {
      const seed = SEED + world;
      const subjects = worldOf(seed);
      const prepared = subjects.map((subject) => prepareSubject(subject));
      for (const engine of engines) await engine.load(subjects);
      await fc.assert(
        fc.asyncProperty(ruleArbitrary, async (rule: Rule) => {
          const compiled = compileRule(rule, { schema, calendars });
          const expected = prepared.filter((subject) => compiled.matches(subject, AS_OF)).map(({ id }) => id);
          for (const engine of engines) {
            const statement = ruleToSql(rule, { dialect: engine.dialect, asOf: AS_OF, schema, calendars });
            const found = (await engine.query(statement)).map(([id]) => String(id));
            cases++;
            expect(
              [...found].sort(),
              `${engine.name}, world ${seed}: ${statement.text}\n${JSON.stringify(statement.parameters)}`,
            ).toEqual([...expected].sort());
          }
        }),
        { seed, numRuns: RULES_A_WORLD, ...(process.env.CI === undefined && { interruptAfterTimeLimit: 5_000_000 }) },
      );
    }
    console.info(`${cases} rule × engine cases on ${engines.map(({ name }) => name).join(", ")}; seeds from ${SEED}`);
    expect(cases).toBeGreaterThanOrEqual(Math.min(CASES, 4_000));
  });

  test("give the same figures as memory, row by row", { timeout: 600_000 }, async () => {
    const subjects = worldOf(SEED + 1_000);
    for (const engine of engines) await engine.load(subjects);
    const arbitrary = fc
      .array(metricArbitrary, { minLength: 1, maxLength: 3 })
      .map((metrics) => Object.fromEntries(metrics.map((metric, index) => [`figure "${index}`, metric])));
    await fc.assert(
      fc.asyncProperty(arbitrary, async (metrics: Readonly<Record<string, Metric>>) => {
        const figures = compileMetrics(metrics, { schema, calendars });
        const expected = new Map(subjects.map((subject) => [subject.id, Object.values(figures(prepareSubject(subject), AS_OF))]));
        for (const engine of engines) {
          const statement = metricsToSql(metrics, { dialect: engine.dialect, asOf: AS_OF, schema, calendars });
          const rows = await engine.query(statement);
          expect(rows.length).toBe(subjects.length);
          for (const [id, ...values] of rows) {
            const found = values.map((value, index) => comparable(value, expected.get(String(id))![index]));
            expect(found, `${engine.name}, ${String(id)}: ${statement.text}`).toEqual(expected.get(String(id)));
          }
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

/** Drivers give big integers, numbers as text, 0 and 1 for booleans, bytes for text: brought to what memory says. */
function comparable(value: unknown, wanted: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (typeof wanted === "boolean") return value === true || value === 1 || value === 1n;
  // 0 and −0 are one number; SQLite and PGlite print the sign, MariaDB does not.
  if (typeof wanted === "number") return Number(value) === 0 ? 0 : Number(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  return typeof value === "bigint" ? Number(value) : value;
}
