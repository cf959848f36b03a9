import { ClienteleError, type InstantInput, type LocalizedText } from "../../kernel/index.js";
import { anInstant, type OptionShape, requireOptions, toMilliseconds } from "../../kernel/internal.js";
import type { StagePaths } from "./stage-paths.js";

/** Number of subjects in each stage at several instants. */
export interface StageSizes {
  readonly stages: readonly { readonly id: string; readonly label: LocalizedText }[];
  /** Epoch milliseconds, ascending. */
  readonly at: readonly number[];
  /** Size at each instant, by stage. */
  readonly sizes: Readonly<Record<string, Uint32Array>>;
  /** Number of subjects that had started by each instant: the sum over the stages. */
  readonly total: Uint32Array;
}

/**
 * Counts the subjects in each stage at each instant, after everything that happened at that instant.
 *
 * @param paths - from {@link stagePaths}
 * @param instants - strictly increasing, none after the end of the paths
 * @throws ClienteleError `invalid_option` if the instants are not strictly increasing or end after the paths, `invalid_instant`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: { orderId: "a", total: 100, currency: "EUR" } };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 100 * 86_400_000 });
 * [...stageSizes(paths, [0, 90 * 86_400_000 - 1, 90 * 86_400_000]).sizes["at-risk"]] // => [0, 0, 1]
 */
export function stageSizes(paths: StagePaths, instants: readonly InstantInput[]): StageSizes {
  const at = instants.map((instant, index) => toMilliseconds(instant, `instants[${index}]`));
  at.forEach((instant, index) => {
    if (instant <= paths.until && (index === 0 || instant > at[index - 1]!)) return;
    throw new ClienteleError(
      "invalid_option",
      `\`instants\` must be strictly increasing and end by ${new Date(paths.until).toISOString()}, where the paths end.`,
      { option: "instants", value: instants[index] },
      `instants[${index}]`,
    );
  });
  const columns = paths.stages.map(() => new Uint32Array(at.length));
  const total = new Uint32Array(at.length);
  for (let row = 0; row < paths.ids.length; row++) {
    const start = paths.startedAt[row]!;
    let step = paths.offsets[row]!;
    const end = paths.offsets[row + 1]!;
    let stage = paths.initial;
    for (let index = 0; index < at.length; index++) {
      const instant = at[index]!;
      if (!(start <= instant)) continue;
      while (step < end && paths.at[step]! <= instant) stage = paths.stage[step++]!;
      columns[stage]![index]! += 1;
      total[index]! += 1;
    }
  }
  return {
    stages: paths.stages.map(({ id, label }) => ({ id, label })),
    at,
    sizes: Object.fromEntries(paths.stages.map(({ id }, stage) => [id, columns[stage]!])),
    total,
  };
}

/** Options of {@link stagesAt}. */
export interface StagesAtOptions {
  /** Facts up to this instant count; defaults to the end of the paths. */
  readonly asOf?: InstantInput | undefined;
}

const STAGES_AT_OPTIONS: OptionShape<StagesAtOptions> = { asOf: anInstant };

/**
 * Returns the stage of every subject at an instant, as a column of positions in `paths.stages`; 255 if the subject had not
 * started.
 *
 * @throws ClienteleError `invalid_instant`, `invalid_option` for an instant after the end of the paths
 * @example
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: { createdAt: new Date(0) }, history: [] }], { to: 1000 });
 * paths.stages[stagesAt(paths, { asOf: 1000 })[0]].label.en // => "Prospect"
 */
export function stagesAt(paths: StagePaths, options: StagesAtOptions = {}): Uint8Array {
  const { asOf = paths.until } = requireOptions(options, STAGES_AT_OPTIONS);
  const at = toMilliseconds(asOf, "asOf");
  if (at > paths.until)
    throw new ClienteleError(
      "invalid_option",
      `\`asOf\` must not be after ${new Date(paths.until).toISOString()}, where the paths end.`,
      { option: "asOf", value: asOf },
      "asOf",
    );
  return Uint8Array.from(paths.ids, (_, row) => {
    if (!(paths.startedAt[row]! <= at)) return 255;
    let stage = paths.initial;
    for (let step = paths.offsets[row]!; step < paths.offsets[row + 1]! && paths.at[step]! <= at; step++)
      stage = paths.stage[step]!;
    return stage;
  });
}
