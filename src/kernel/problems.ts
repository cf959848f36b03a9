/** One thing that is wrong with an input, at its place. */
export interface Problem {
  /** Where: keys joined by dots, positions in brackets, `""` for the whole input (`of[1].test.value`). */
  readonly path: string;
  /** What is wrong and what to do, in one sentence. */
  readonly message: string;
  /** The nearest correct spelling, or the line that would be right. */
  readonly hint?: string;
}

/** How many problems a message spells out; the details of the error hold all of them. */
const LISTED = 5;

/**
 * Sums several problems up in the words of one error message: the first five with their paths and hints, and how many more
 * there are.
 *
 * @param summary - the first sentence ("Invalid rule.")
 * @example
 * problemSummary("Invalid order.", [{ path: "lines[0].quantity", message: "Must be positive, got -1." }])
 * // => "Invalid order. lines[0].quantity: Must be positive, got -1."
 */
export function problemSummary(summary: string, problems: readonly Problem[]): string {
  const listed = problems.slice(0, LISTED).map(({ path, message, hint }) => {
    const sentence = hint === undefined ? message : `${message} ${hint}`;
    return path === "" ? sentence : `${path}: ${sentence}`;
  });
  const rest = problems.length - listed.length;
  return [summary, ...listed, ...(rest > 0 ? [`And ${rest} more ${rest === 1 ? "problem" : "problems"}.`] : [])].join(" ");
}
