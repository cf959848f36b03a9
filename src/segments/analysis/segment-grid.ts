import { toMilliseconds } from "../../kernel/internal.js";
import type { InstantInput, LocalizedText } from "../../kernel/index.js";
import { type StagePaths, stagesAt } from "../../lifecycle/index.js";
import type { ScoreColumns } from "../../models/index.js";
import type { MembershipColumn, MembershipColumns } from "../set/membership-columns.js";

/** One cell of a grid: who is in a row's segment and in a column's. */
export interface GridCell {
  readonly row: string;
  readonly column: string;
  readonly customers: readonly string[];
  /** Sum of the customers' values, where values were given. */
  readonly value?: number;
}

/** Two sets of segments across each other. */
export interface SegmentGrid {
  readonly rows: readonly { readonly id: string; readonly label: LocalizedText }[];
  readonly columns: readonly { readonly id: string; readonly label: LocalizedText }[];
  /** Row by row. */
  readonly cells: readonly (readonly GridCell[])[];
}

/**
 * A grid of two sets of segments, lifecycle stage × value class say: who is loyal and of small value, who is at risk and
 * of great value. Customers who are in only one of the two are in no cell.
 *
 * @param rows - memberships that share the customers out ({@link stageSegments}, `rfmSegments`, `abcSegments`)
 * @param columns - the others
 * @param options - `value`: a figure a customer to add up in each cell
 * @example
 * const label = { en: "", zh: "" };
 * const stages = { set: "stage", version: 1, asOf: null, ids: ["a", "b"], segments: [{ id: "loyal", label, members: Uint8Array.of(1, 1), size: 2 }] };
 * segmentGrid(stages, abcSegments({ ids: ["b", "a"], classes: ["A", "C"] })).cells[0].map(({ customers }) => customers) // => [["b"], [], ["a"]]
 */
export function segmentGrid(
  rows: MembershipColumns,
  columns: MembershipColumns,
  options: { readonly value?: ScoreColumns | undefined } = {},
): SegmentGrid {
  const values = options.value && new Map(options.value.ids.map((id, row) => [id, options.value!.values[row]!]));
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

/**
 * The stages of a lifecycle as segments: every customer who has started is in exactly one.
 *
 * @param paths - from `stagePaths` of lifecycle
 * @param options - `asOf`: defaults to the end of the paths
 * @throws ClienteleError `invalid_option` beyond the end of the paths, `invalid_instant`
 * @example
 * const order = { id: "a", customerId: "c1", type: "order.placed", at: new Date(0), properties: {} };
 * const paths = stagePaths(retailLifecycle(), [{ id: "c1", attributes: {}, history: [order] }], { to: 0 });
 * stageSegments(paths).segments.find(({ size }) => size === 1)?.id // => "first-time"
 */
export function stageSegments(
  paths: StagePaths,
  { asOf = paths.until }: { readonly asOf?: InstantInput | undefined } = {},
): MembershipColumns {
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
