import type { InstantInput, LocalizedText } from "../../kernel/index.js";
import {
  aColumn,
  anInstant,
  anything,
  type OptionShape,
  optionsOf,
  requireOptions,
  toMilliseconds,
} from "../../kernel/internal.js";
import { type StagePaths, stagesAt } from "../../lifecycle/index.js";
import type { ScoreColumns } from "../../models/index.js";
import type { MembershipColumn, MembershipColumns } from "../set/membership-columns.js";

/** Cell of a grid: the customers who are both in the row's and in the column's segment. */
export interface GridCell {
  readonly row: string;
  readonly column: string;
  readonly customers: readonly string[];
  /** Sum of the customers' values; only with `value`. */
  readonly value?: number | undefined;
}

/** Cross table of two sets of segments. */
export interface SegmentGrid {
  readonly rows: readonly { readonly id: string; readonly label: LocalizedText }[];
  readonly columns: readonly { readonly id: string; readonly label: LocalizedText }[];
  /** Cells, row by row. */
  readonly cells: readonly (readonly GridCell[])[];
}

/** Options of {@link segmentGrid}. */
export interface SegmentGridOptions {
  /** Values to sum in each cell, in minor units. */
  readonly value?: ScoreColumns | undefined;
}

const GRID_OPTIONS: OptionShape<SegmentGridOptions> = { value: optionsOf<ScoreColumns>({ ids: anything, values: aColumn }) };

/**
 * Crosses two sets of segments, such as lifecycle stage and value class: it shows loyal customers of small value, and valuable
 * customers at risk. Customers in only one of the two sets are in no cell.
 *
 * @param rows - memberships that partition the customers ({@link stageSegments}, `rfmSegments`, `abcSegments`)
 * @param columns - memberships of the other set
 * @throws ClienteleError `invalid_option`
 * @example
 * const label = { en: "", zh: "" };
 * const stages = { set: "stage", version: 1, asOf: null, ids: ["a", "b"], segments: [{ id: "loyal", label, members: Uint8Array.of(1, 1), size: 2 }] };
 * segmentGrid(stages, abcSegments({ ids: ["b", "a"], classes: ["A", "C"] })).cells[0].map(({ customers }) => customers) // => [["b"], [], ["a"]]
 */
export function segmentGrid(rows: MembershipColumns, columns: MembershipColumns, options: SegmentGridOptions = {}): SegmentGrid {
  const { value: added } = requireOptions(options, GRID_OPTIONS);
  const values = added && new Map(added.ids.map((id, row) => [id, added.values[row]!]));
  const placeOf = new Map(columns.ids.map((id, row) => [id, row]));
  const axis = ({ segments }: MembershipColumns) => segments.map(({ id, label }) => ({ id, label }));
  return {
    rows: axis(rows),
    columns: axis(columns),
    cells: rows.segments.map((row) =>
      columns.segments.map((column): GridCell => {
        const customers = rows.ids.filter((id, index) => row.members[index] === 1 && isIn(column, placeOf.get(id)));
        const value = customers.reduce((sum, id) => sum + (values?.get(id) ?? 0), 0);
        return { row: row.id, column: column.id, customers, ...(values !== undefined && { value }) };
      }),
    ),
  };
}

function isIn(column: MembershipColumn, row: number | undefined): boolean {
  return row !== undefined && column.members[row] === 1;
}

/** Options of {@link stageSegments}. */
export interface StageSegmentsOptions {
  /** Instant of the stages. Defaults to the end of the paths. */
  readonly asOf?: InstantInput | undefined;
}

const STAGE_OPTIONS: OptionShape<StageSegmentsOptions> = { asOf: anInstant };

/**
 * Converts the stages of a lifecycle to segments; every customer who has entered the lifecycle is in exactly one.
 *
 * @param paths - from `stagePaths` of lifecycle
 * @throws ClienteleError `invalid_option` for an instant after the end of the paths, `invalid_instant`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 0 });
 * stageSegments(paths).segments.find(({ size }) => size === 1)?.id // => "first-time"
 */
export function stageSegments(paths: StagePaths, options: StageSegmentsOptions = {}): MembershipColumns {
  const { asOf = paths.until } = requireOptions(options, STAGE_OPTIONS);
  const stages = stagesAt(paths, { asOf });
  return {
    set: `stage:${paths.lifecycle}`,
    version: paths.version,
    asOf: toMilliseconds(asOf, "asOf"),
    ids: paths.ids,
    segments: paths.stages.map(({ id, label }, position) => {
      const members = stages.map((stage) => Number(stage === position));
      return { id, label, members, size: members.reduce((sum, member) => sum + member, 0) };
    }),
  };
}
