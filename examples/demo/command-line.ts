import { parseArgs } from "node:util";

/** What the demo was asked for. */
export interface DemoOptions {
  /** Table to read instead of the one that comes with the project. */
  readonly data: string | undefined;
  /** Where the HTML report goes; `undefined` for none. */
  readonly report: string | undefined;
  /** Print the customers behind this number instead of the summary; empty for the names of all lists. */
  readonly list: string | undefined;
  readonly locale: "en" | "zh";
  readonly help: boolean;
}

export const usage = `The main job on real data: one table of transactions becomes a customer base one can manage.

  npm run demo                          the summary, and the report in out/online-retail.html
  npm run demo -- --list                the names of all customer lists
  npm run demo -- --list stage:loyal    one list as CSV on standard output
  npm run demo -- --locale zh           the summary in Chinese
  npm run demo -- --report page.html    where the report goes (--no-report for none)
  npm run demo -- --data table.csv      another table of the same columns (.csv, .csv.br, .csv.gz)
`;

/** @throws TypeError of Node for an unknown option */
export function readCommandLine(args: readonly string[]): DemoOptions {
  // An option with a value may stand last without one: `--list` alone asks for the names.
  const spread = args.flatMap((arg, index) =>
    arg === "--list" && (args[index + 1] ?? "--").startsWith("--") ? ["--list="] : [arg],
  );
  const { values } = parseArgs({
    args: spread,
    options: {
      data: { type: "string" },
      report: { type: "string", default: "out/online-retail.html" },
      "no-report": { type: "boolean", default: false },
      list: { type: "string" },
      locale: { type: "string", default: "en" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.locale !== "en" && values.locale !== "zh") throw new TypeError("--locale is en or zh.");
  const report = values["no-report"] || values.list !== undefined ? undefined : values.report;
  return { data: values.data, report, list: values.list, locale: values.locale, help: values.help };
}
