import { compileRule, prepareSubject, type Rule, ruleToSql } from "clientele/rules";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AS_OF, realRule, realSchema as schema, realSubjects } from "../../fixtures/arbitrary-rules/real-tables.js";
import { heldBy, openRealTables, type RealTables, VARIANTS } from "../../fixtures/real-tables.js";

/** Rules over each variant of the tables; `RULE_CASES` of the long run counts here too. */
const RULES = Math.ceil(Number(process.env.RULE_CASES ?? 1_500) / 25);
const SEED = Number(process.env.RULE_SEED ?? 20_260_329);

describe("ruleToSql over tables of hosts", () => {
  let databases: RealTables[] = [];
  beforeAll(async () => {
    databases = await openRealTables();
  }, 120_000);
  afterAll(async () => {
    for (const database of databases) await database.close();
  });

  test("selects the same subjects as memory, whatever the columns and the session are", { timeout: 3_600_000 }, async () => {
    let cases = 0;
    for (let variant = 0; variant < VARIANTS; variant++) {
      const subjects = realSubjects(heldBy(variant), SEED + variant);
      const prepared = subjects.map((subject) => prepareSubject(subject));
      const loaded: { readonly database: RealTables; readonly mapping: Awaited<ReturnType<RealTables["load"]>> }[] = [];
      for (const database of databases) loaded.push({ database, mapping: await database.load(subjects, variant) });
      await fc.assert(
        fc.asyncProperty(realRule, fc.nat(), async (rule: Rule, turn) => {
          const compiled = compileRule(rule, { schema });
          const expected = prepared.filter((subject) => compiled.matches(subject, AS_OF)).map(({ id }) => id);
          for (const { database, mapping } of loaded) {
            const statement = ruleToSql(rule, { dialect: database.dialect, asOf: AS_OF, schema, mapping });
            const session = turn % database.sessions.length;
            const found = (await database.sessions[session]!(statement)).map(([id]) => String(id));
            cases++;
            expect(
              found.sort(),
              `${database.name}, session ${session}, variant ${variant}: ${statement.text}\n${JSON.stringify(statement.parameters)}`,
            ).toEqual([...expected].sort());
          }
        }),
        { seed: SEED + variant, numRuns: RULES },
      );
    }
    console.info(`${cases} rule × engine cases on ${databases.map(({ name }) => name).join(", ")}; seeds from ${SEED}`);
  });
});
