import {
  compileRule,
  defineSchema,
  evaluateRule,
  prepareSubject,
  type Rule,
  ruleToSql,
  type SqlDialectName,
  type SqlMapping,
} from "clientele/rules";
import fc from "fast-check";
import * as z from "zod";
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

  test("reads keys with quotes and numbers beyond doubles in documents as memory does", async () => {
    const documents = defineSchema({ subject: z.object({ 'quo"te': z.object({ "back\\slash": z.number() }), n: z.number() }) });
    const rules = ['quo"te.back\\slash', "n"].flatMap((path) =>
      [
        { is: "atLeast", value: 1 },
        { is: "missing" },
        { is: "lessThan", value: 1 },
        { is: "oneOf", values: [1e19, 2 ** 63, 5] },
      ].map((each) => ({ version: 2, kind: "attribute", path, test: each }) as Rule),
    );
    const texts = [
      '{"quo\\"te":{"back\\\\slash":2},"n":1e19}',
      '{"quo\\"te":[1],"n":1e-400}',
      '{"n":1e-320}',
      '{"quo\\"te":{},"n":9223372036854775808}',
    ];
    const beyond = ['{"n":1e400}', '{"n":-1e400}'];
    for (const { name, dialect, sessions, loadDocuments } of databases) {
      // MariaDB takes such a number for the largest double.
      const given = dialect === "mysql" ? texts : [...texts, ...beyond];
      const mapping = await loadDocuments(given);
      for (const rule of rules) {
        const expected = given.flatMap((text, index) =>
          evaluateRule(rule, { id: "", attributes: JSON.parse(text) as object, history: [] } as never, {
            asOf: AS_OF,
            schema: documents,
          })
            ? [String(index)]
            : [],
        );
        const statement = ruleToSql(rule, { dialect, asOf: AS_OF, schema: documents, mapping });
        for (const [session, query] of sessions.entries())
          expect(
            (await query(statement)).map(([id]) => String(id)).sort(),
            `${name}, session ${session}: ${JSON.stringify(rule)}`,
          ).toEqual(expected);
      }
    }
  });
});

describe("the mapping of columns", () => {
  const columnOf = (dialect: SqlDialectName, path: string, column: object): string => {
    const mapping = { subjects: { table: "t", id: "id", columns: { [path]: { column: "c", ...column } } } } as SqlMapping;
    return ruleToSql({ version: 2, kind: "attribute", path, test: { is: "present" } }, { dialect, asOf: 0, schema, mapping })
      .text;
  };

  test("refuses by name what a database cannot read exactly", () => {
    const refused = (...given: Parameters<typeof columnOf>) => expect(() => columnOf(...given));
    refused("clickhouse", "joined", { kind: "timestamp" }).toThrow(/ClickHouse|clickhouse.*timestamptz/);
    refused("sqlite", "rate", { kind: "decimal", scale: 2 }).toThrow(/no decimals/);
    refused("postgres", "joined", { kind: "date" }).toThrow(/zone/);
    refused("postgres", "joined", { kind: "integer" }).toThrow(/cannot hold values of type instant/);
    refused("postgres", "born", { kind: "timestamp" }).toThrow(/cannot hold values of type date/);
  });

  test("refuses options that a kind does not have", () => {
    expect(() => columnOf("postgres", "joined", { kind: "timestamptz", zone: "Europe/London" })).toThrow(/zone/);
    expect(() => columnOf("postgres", "seats", { kind: "integer", scale: 2 })).toThrow(/scale/);
    expect(() => columnOf("postgres", "joined", { kind: "timestamp", zone: "Mars/Olympus" })).toThrow(/zone/);
    expect(() => columnOf("postgres", "joined", { kind: "datetime" })).toThrow(/timestamptz/);
  });
});
