import { compareCodePoints } from "../kernel/index.js";
import { cellText } from "./cell-text.js";
import type { Refusal, RowProblem, RowProblemCode } from "./row-problem.js";

/** How often something was wrong with a column. */
export interface ProblemCount {
  /** The column; `null` for rows as a whole. */
  readonly column: string | null;
  readonly code: RowProblemCode;
  readonly count: number;
  /** The first row that had it. */
  readonly firstRow: number;
}

/** What became of every row. `read` is always `mapped + rejected`. */
export interface MappingReport {
  /** Rows that were read, without the header. */
  readonly read: number;
  readonly mapped: number;
  readonly rejected: number;
  /** Lines without a character in a CSV text; they are no rows. */
  readonly blankLines: number;
  /** Whether the source was read to its end. */
  readonly complete: boolean;
  /** The first problems in the order of the rows, as many as `keepProblems`; `counts` and `onProblem` know all. */
  readonly problems: readonly RowProblem[];
  /** Every problem counted by column and code: the most frequent first, ties by column and code. */
  readonly counts: readonly ProblemCount[];
  /** Columns that the mapping does not read. */
  readonly unmappedColumns: readonly string[];
}

/** How problems are reported. */
export interface ReportOptions {
  /** How many problems the report keeps, 1,000 unless told; all are counted. */
  readonly keepProblems?: number | undefined;
  /** Is told of every problem as it is found. */
  readonly onProblem?: ((problem: RowProblem) => void) | undefined;
}

/** Gathers a report in memory that does not grow with the rows. */
export interface ReportBuilder {
  mapped(): void;
  rejected(): void;
  add(row: number, line: number | undefined, column: string | null, refusal: Refusal, value: unknown): void;
  unmapped(column: string): void;
  finish(): void;
  report(blankLines: number): MappingReport;
}

/** Unmapped keys of objects that are remembered; past that, the data are not a table. */
const MOST_UNMAPPED = 1_000;

export function reportBuilder({ keepProblems = 1_000, onProblem }: ReportOptions): ReportBuilder {
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
      if (problems.length >= keepProblems && onProblem === undefined) return;
      const problem = { row, ...(line !== undefined && { line }), column, code, message, ...shown(value) };
      if (problems.length < keepProblems) problems.push(problem);
      onProblem?.(problem);
    },
    unmapped: (column) => {
      if (unmappedColumns.size < MOST_UNMAPPED) unmappedColumns.add(column);
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

/** A value for people: short, and storable as any text is. */
function shown(value: unknown): { value?: string } {
  if (value === undefined || value === null) return {};
  return {
    value: cellText(value)
      .slice(0, 100)
      .replace(/\p{Surrogate}|\0/gu, "\ufffd"),
  };
}
