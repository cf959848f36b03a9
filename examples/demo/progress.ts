/** Where a long task stands: a bar on a terminal, a line a step elsewhere. On standard error, so that results stay clean. */
export interface Progress {
  /** Begins a step; the one before is done. */
  step(label: string): void;
  /** How far the step is, 0 to 1. */
  at(share: number): void;
  /** A remark under the step. */
  note(text: string): void;
  done(): void;
}

/** What a progress writes to: `process.stderr`, or a test's. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** @param now - milliseconds of a clock that only goes forward */
export function progressOn(output: ProgressOutput, now: () => number): Progress {
  const live = output.isTTY === true;
  const start = now();
  let label: string | undefined;
  let since = start;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const seconds = (from: number) => `${((now() - from) / 1_000).toFixed(1)} s`;
  const finish = () => {
    if (label === undefined) return;
    output.write(`${live ? "\r\u001b[2K" : ""}${live ? "✓ " : ""}${label} (${seconds(since)})\n`);
    label = undefined;
  };
  const draw = (share: number) => {
    const width = Math.max(10, Math.min(40, (output.columns ?? 80) - (label?.length ?? 0) - 16));
    const filled = Math.round(share * width);
    output.write(
      `\r\u001b[2K${label} ${"█".repeat(filled)}${"░".repeat(width - filled)} ${String(Math.floor(share * 100)).padStart(3)} %`,
    );
  };
  return {
    step(next) {
      finish();
      label = next;
      since = now();
      drawnAt = Number.NEGATIVE_INFINITY;
      if (live) draw(0);
    },
    at(share) {
      if (!live || now() - drawnAt < 80) return;
      drawnAt = now();
      draw(Math.min(1, Math.max(0, share)));
    },
    note(text) {
      output.write(`${live ? "\r\u001b[2K" : ""}  ${text}\n`);
    },
    done() {
      finish();
      output.write(`Done in ${seconds(start)}.\n`);
    },
  };
}
