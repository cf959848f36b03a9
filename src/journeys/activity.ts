import { type InstantInput } from "../kernel/index.js";
import { isStorableText, parseInstant, toMilliseconds } from "../kernel/internal.js";

/** Something that a customer did. Interactions and transactions are activities. */
export interface Activity {
  readonly customerId: string;
  readonly at: InstantInput;
}

/** A row that could not be read, with its position in the input. */
export interface RejectedActivity {
  readonly row: number;
  readonly reason: "not_an_object" | "invalid_customer" | "invalid_instant";
  readonly value: unknown;
}

/** Report of the rows: `rows = used + late + early + rejected.length`. */
export interface ActivityReport {
  /** Number of rows read. */
  readonly rows: number;
  /** Number of rows that count. */
  readonly used: number;
  /** Number of rows after `asOf`. */
  readonly late: number;
  /** Number of rows before `from`. */
  readonly early: number;
  /** Rows that could not be read, in the order of the input. */
  readonly rejected: readonly RejectedActivity[];
}

/** The rows that count, as columns in the order of the input. */
export interface ActivityColumns {
  /** Customers in the order of their first row. */
  readonly ids: readonly string[];
  /** Position of each row's customer. */
  readonly customer: readonly number[];
  /** Epoch milliseconds. */
  readonly at: readonly number[];
  readonly report: ActivityReport;
}

/** Reads and checks every row once; every row that does not count is reported. */
export function collectActivities(
  activities: Iterable<Activity>,
  span: { readonly from?: InstantInput | undefined; readonly asOf?: InstantInput | undefined },
): ActivityColumns {
  const from = span.from === undefined ? Number.NEGATIVE_INFINITY : toMilliseconds(span.from, "from");
  const asOf = span.asOf === undefined ? Number.POSITIVE_INFINITY : toMilliseconds(span.asOf, "asOf");
  const ids: string[] = [];
  const positions = new Map<string, number>();
  const customer: number[] = [];
  const at: number[] = [];
  const rejected: RejectedActivity[] = [];
  let rows = 0;
  let late = 0;
  let early = 0;
  for (const activity of activities) {
    const row = rows++;
    if (typeof activity !== "object" || activity === null) {
      rejected.push({ row, reason: "not_an_object", value: activity });
      continue;
    }
    const { customerId } = activity;
    if (!positions.has(customerId) && !isIdentifier(customerId)) {
      rejected.push({ row, reason: "invalid_customer", value: customerId });
      continue;
    }
    const milliseconds = parseInstant(activity.at);
    if (milliseconds === undefined) {
      rejected.push({ row, reason: "invalid_instant", value: activity.at });
      continue;
    }
    if (milliseconds > asOf) late++;
    else if (milliseconds < from) early++;
    else {
      let position = positions.get(customerId);
      if (position === undefined) {
        position = ids.push(customerId) - 1;
        positions.set(customerId, position);
      }
      customer.push(position);
      at.push(milliseconds);
    }
  }
  return { ids, customer, at, report: { rows, used: at.length, late, early, rejected } };
}

function isIdentifier(value: unknown): boolean {
  return typeof value === "string" && value !== "" && isStorableText(value);
}
