import { formatCsvRow, mapRows, parseCsv, previewRows } from "clientele/interop";
import { describe, expect, test } from "vitest";

const mapping = { fields: { a: { column: "a", type: "text" } } } as const;

/** Every function with options: a call of it, an unknown option, and a value of a wrong kind with the expected message. */
const functions: readonly (readonly [
  name: string,
  call: (options: never) => unknown,
  unknown: readonly [name: string, nearest: string],
  wrong: readonly (readonly [option: string, value: unknown, message: string])[],
])[] = [
  [
    "parseCsv",
    (options) => [...parseCsv("a,b\n1,2\n", options)],
    ["delimeter", "delimiter"],
    [
      ["delimiter", "||", '`delimiter` must be one character that does not end a line, got "||".'],
      ["quote", 5, "`quote` must be one character that does not end a line, got 5."],
      ["maxRowLength", 0, "`maxRowLength` must be an integer of at least 1, got 0."],
    ],
  ],
  [
    "formatCsvRow",
    (options) => formatCsvRow(["a", "=b"], options),
    ["guardFormula", "guardFormulas"],
    [
      ["delimiter", "", '`delimiter` must be one character that does not end a line, got "".'],
      ["guardFormulas", "no", '`guardFormulas` must be true or false, got "no".'],
    ],
  ],
  [
    "mapRows",
    (options) => mapRows([{ a: "1" }, {}], mapping, options).all(),
    ["maxProblem", "maxProblems"],
    [
      ["maxProblems", -1, "`maxProblems` must be an integer of at least 0, got -1."],
      ["onProblem", true, "`onProblem` must be a function, got true."],
      ["columns", "a", '`columns` must be an array, got "a".'],
    ],
  ],
  [
    "previewRows",
    (options) => previewRows([{ a: "1" }], options),
    ["limt", "limit"],
    [
      ["limit", 0, "`limit` must be an integer of at least 1, got 0."],
      ["columns", [1], "`columns[0]` must be a text, got 1."],
    ],
  ],
];

describe.each(functions)("the options of %s", (_name, call, [unknown, nearest], wrong) => {
  test("reject an unknown name and suggest the nearest one", () => {
    expect(() => call({ [unknown]: 1 } as never)).toThrow(`\`${unknown}\` is not an option here. Did you mean \`${nearest}\`?`);
  });

  test("reject a value of a wrong kind", () => {
    for (const [option, value, message] of wrong) expect(() => call({ [option]: value } as never)).toThrow(message);
  });

  test("treat undefined as absent", () => {
    const absent = call({} as never);
    for (const [option] of wrong) expect(call({ [option]: undefined } as never)).toEqual(absent);
    expect(call(undefined as never)).toEqual(absent);
  });
});
