import { compareCodePoints } from "../kernel/index.js";
import { aFunction, anInteger, type OptionShape } from "../kernel/internal.js";
import { cellText } from "./cell-text.js";
import type { Refusal, RowProblem, RowProblemCode } from "./row-problem.js";

/** How often a column had a problem. */
export interface ProblemCount {
  /** The column; `null` for problems of whole rows. */
  readonly column: string | null;
  readonly code: RowProblemCode;
  readonly count: number;
  /** The first row with the problem. */
  readonly firstRow: number;
}

/** Report on a mapping. `read` is always `mapped + rejected`. */
export interface MappingReport {
  /** Number of rows read, without the header. */
  readonly read: number;
  readonly mapped: number;
  readonly rejected: number;
  /** Number of empty lines of a CSV text; they are not rows. */
  readonly blankLines: number;
  /** Whether the source was read to its end. */
  readonly complete: boolean;
  /** The first `maxProblems` problems, in the order of the rows; `counts` and `onProblem` cover all. */
  readonly problems: readonly RowProblem[];
  /** Number of problems by column and code, the most frequent first; ties by column and code. */
  readonly counts: readonly ProblemCount[];
  /** Columns that the mapping does not read. */
  readonly unmappedColumns: readonly string[];
}

/** Options that control how problems are reported. */
export interface ReportOptions {
  /** Number of problems that the report keeps; all are counted. Defaults to 1,000. */
  readonly maxProblems?: number | undefined;
  /** Called with every problem as it is found. */
  readonly onProblem?: ((problem: RowProblem) => void) | undefined;
}

export const REPORT_OPTIONS: OptionShape<ReportOptions> = { maxProblems: anInteger({ min: 0 }), onProblem: aFunction };

/** Builds a report in memory that does not grow with the rows. */
export interface ReportBuilder {
  mapped(): void;
  rejected(): void;
  add(row: number, line: number | undefined, column: string | null, refusal: Refusal, value: unknown): void;
  unmapped(column: string): void;
  finish(): void;
  report(blankLines: number): MappingReport;
}

/** Number of unmapped columns that are remembered; data with more of them are not a table. */
const MAX_UNMAPPED = 1_000;

/** Creates an empty report. */
export function reportBuilder({ maxProblems = 1_000, onProblem }: ReportOptions): ReportBuilder {
  let mapped = 0;
  let rejected = 0;
  let complete = false;
  const problems: RowProblem[] = [];
  const counts = new Map<string, { column: string | null; code: RowProblemCode; count: number; firstRow: number }>();
  const unmappedColumns = new Set<string>();
  return {
    mapped: () => {
      mapped++;
    },
    rejected: () => {
      rejected++;
    },
    add: (row, line, column, { refused: code, message }, value) => {
      const key = `${column === null ? "" : `=${column}`}\n${code}`;
      const known = counts.get(key);
      if (known === undefined) counts.set(key, { column, code, count: 1, firstRow: row });
      else known.count++;
      if (problems.length >= maxProblems && onProblem === undefined) return;
      const problem = { row, ...(line !== undefined && { line }), column, code, message, ...shown(value) };
      if (problems.length < maxProblems) problems.push(problem);
      onProblem?.(problem);
    },
    unmapped: (column) => {
      if (unmappedColumns.size < MAX_UNMAPPED) unmappedColumns.add(column);
    },
    finish: () => {
      complete = true;
    },
    report: (blankLines) => ({
      read: mapped + rejected,
      mapped,
      rejected,
      blankLines,
      complete,
      problems: [...problems],
      counts: [...counts.values()]
        .map((count) => ({ ...count }))
        .sort(
          (left, right) =>
            right.count - left.count ||
            compareCodePoints(left.column ?? "", right.column ?? "") ||
            compareCodePoints(left.code, right.code),
        ),
      unmappedColumns: [...unmappedColumns],
    }),
  };
}

/** Shortens a value for people and makes it storable. */
function shown(value: unknown): { value?: string } {
  if (value === undefined || value === null) return {};
  return {
    value: cellText(value)
      .slice(0, 100)
      .replace(/\p{Surrogate}|\0/gu, "\ufffd"),
  };
}
