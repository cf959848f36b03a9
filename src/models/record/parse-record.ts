import * as z from "zod";
import type { ClienteleError } from "../../kernel/index.js";
import { type Problem } from "../../kernel/index.js";
import { joinPath } from "../../kernel/internal.js";
import { customerSchema } from "../schemas/customer.js";
import { hostFieldsOf } from "../schemas/host-fields.js";
import type { Interaction } from "../schemas/interaction.js";
import { type ParseResult, requireParsed, safeParseWith } from "../schemas/parse.js";
import { type ParseInteractionOptions, safeParseInteraction } from "../schemas/parse-interaction.js";
import { profileChangeSchema } from "./profile-changes.js";
import { type CustomerRecord, recordOf, type TimelineStep } from "./record.js";
import { instantSchema } from "../schemas/scalar.js";

const timelinesSchema = hostFieldsOf(
  z.array(z.strictObject({ from: instantSchema, value: z.union([z.string(), z.number(), z.boolean(), z.null()]) })),
);

/**
 * Checks unknown input `{ customer, history, changes?, timelines? }` and makes a record of it.
 *
 * @throws ClienteleError `invalid_input` with every problem and its path
 * @example
 * parseRecord({ customer: { id: "c1" }, history: [] }).customer.kind // => "person"
 */
export function parseRecord(input: unknown, options: ParseInteractionOptions = {}): CustomerRecord {
  return requireParsed(safeParseRecord(input, options), "customer record");
}

/** As {@link parseRecord}, but returns the problems instead of throwing. */
export function safeParseRecord(input: unknown, options: ParseInteractionOptions = {}): ParseResult<CustomerRecord> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return { ok: false, problems: [{ path: "", message: "Give an object { customer, history }." }] };
  }
  const {
    customer: rawCustomer,
    history: rawHistory,
    changes: rawChanges,
    timelines: rawTimelines,
    ...unknown
  } = input as Record<string, unknown>;
  const problems: Problem[] = Object.keys(unknown).map((key) => ({
    path: key,
    message: "This field is unknown; a record has customer, history, changes and timelines.",
  }));
  const read = <Value>(result: ParseResult<Value>): Value | undefined => {
    if (result.ok) return result.value;
    problems.push(...result.problems);
    return undefined;
  };
  const customer = read(safeParseWith(customerSchema, rawCustomer, "customer"));
  const history: Interaction[] = [];
  if (!Array.isArray(rawHistory)) problems.push({ path: "history", message: "Give a list of interactions." });
  else {
    rawHistory.forEach((raw, index) => {
      const result = safeParseInteraction(raw, options);
      if (result.ok) history.push(result.value);
      else
        problems.push(
          ...result.problems.map((problem) => ({
            ...problem,
            path: problem.path === "" ? `history[${index}]` : joinPath(`history[${index}]`, problem.path),
          })),
        );
    });
  }
  const changes = rawChanges === undefined ? undefined : read(safeParseWith(z.array(profileChangeSchema), rawChanges, "changes"));
  const timelines = rawTimelines === undefined ? undefined : read(safeParseWith(timelinesSchema, rawTimelines, "timelines"));
  if (timelines !== undefined) problems.push(...unorderedSteps(timelines));
  changes?.forEach(({ customerId }, index) => {
    if (customer !== undefined && customerId !== customer.id)
      problems.push({ path: `changes[${index}].customerId`, message: "This change belongs to another customer." });
  });
  if (customer === undefined || problems.length > 0) return { ok: false, problems };
  try {
    return { ok: true, value: recordOf(customer, history, { ...(changes && { changes }), ...(timelines && { timelines }) }) };
  } catch (error) {
    return { ok: false, problems: [{ path: "history", message: (error as ClienteleError).message }] };
  }
}

function unorderedSteps(timelines: Readonly<Record<string, readonly TimelineStep[]>>): Problem[] {
  return Object.entries(timelines).flatMap(([key, steps]) =>
    steps.flatMap(({ from }, index) =>
      index > 0 && steps[index - 1]!.from.getTime() >= from.getTime()
        ? [{ path: `timelines.${key}[${index}]`, message: "Steps of a timeline stand in strictly increasing order of time." }]
        : [],
    ),
  );
}
