import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { localize } from "clientele/kernel";
import { type DemoOptions, readCommandLine, usage } from "./command-line.js";
import { listAsCsv } from "./customer-lists.js";
import { type DemoResult, runDemo } from "./demo.js";
import { progressOn } from "./progress.js";
import { readOnlineRetail } from "./read-online-retail.js";
import { renderReport } from "./report/report.js";
import { reportOf } from "./report-of.js";
import { summaryOf } from "./summary.js";
import { summaryTexts } from "./summary-texts.js";
import { countText } from "./text-table.js";

/** The main job: results on standard output, progress on standard error. */
async function main(options: DemoOptions): Promise<number> {
  const progress = progressOn(process.stderr, () => performance.now());
  progress.step("Reading");
  const table = await readOnlineRetail(options.data, progress.at);
  if (table.report.rejected > 0) {
    progress.note(`${countText(table.report.rejected)} rows cannot be read:`);
    for (const { column, code, count, firstRow } of table.report.counts) {
      progress.note(`  ${column ?? "row"}: ${code}, ${countText(count)} times, first in row ${firstRow}`);
    }
  }
  const result = await runDemo(table, progress.step);

  if (options.list !== undefined) {
    progress.done();
    return printList(options.list, options.locale, result);
  }
  if (options.report !== undefined) {
    progress.step("Drawing the report");
    const page = await renderReport(reportOf(result));
    await mkdir(dirname(options.report), { recursive: true });
    await writeFile(options.report, page);
  }
  progress.done();
  process.stdout.write(`${summaryOf(result, options.locale).join("\n")}\n`);
  if (options.report !== undefined) {
    process.stdout.write(`${localize(summaryTexts.report, { locale: options.locale, values: { path: options.report } })}\n`);
  }
  return 0;
}

function printList(name: string, locale: string, result: DemoResult): number {
  const list = result.lists.find(({ id }) => id === name);
  if (list === undefined) {
    const lines = result.lists.map(({ id, title, customers }) => `${id}\t${customers.length}\t${localize(title, { locale })}\n`);
    (name === "" ? process.stdout : process.stderr).write(
      `${name === "" ? "" : `There is no list ${name}. These are the lists:\n`}${lines.join("")}`,
    );
    return name === "" ? 0 : 1;
  }
  let text = "";
  for (const line of listAsCsv(list, result.analysis, result.records.records, result.groups)) text += line;
  process.stdout.write(text);
  return 0;
}

try {
  const options = readCommandLine(process.argv.slice(2));
  if (options.help) process.stdout.write(usage);
  else process.exitCode = await main(options);
} catch (error) {
  // The code of an option that does not exist, or of a value that is none.
  const isUsage = error instanceof TypeError;
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n${isUsage ? `\n${usage}` : ""}`);
  process.exitCode = 1;
}
