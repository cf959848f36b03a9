import { ClienteleError } from "../../kernel/index.js";
import { type CompileOptions, compileRule, type Expression } from "../../rules/index.js";
import { bindCalendars } from "../../rules/internal.js";
import { type CompiledSet, type Segment, segmentKey } from "./segment-set.js";

/**
 * Compiles the segments of a set, and orders them so that each comes after those that it reads.
 *
 * @throws ClienteleError `invalid_rule` for calendars that are not supplied; `state_cycle` if they read each other in a circle
 */
export function compileSet(segments: readonly Segment[], options: CompileOptions): CompiledSet {
  // All at once, so that each problem has its path in the set.
  const { horizon } = bindCalendars(
    segments.map(({ rule }) => ({ rule })),
    options.calendars,
    "segments",
  );
  const rules = segments.map(({ rule }) => compileRule(rule, options));
  const positions = new Map(segments.map((segment, position) => [segmentKey(segment), position]));
  const reads = rules.map((rule) => rule.reads.states.flatMap((key) => positions.get(key) ?? []));
  const order = inOrderOfReading(segments, reads);
  const needsPast = segments.map((segment) => segments.some(({ rule }) => asksForPast(rule, segmentKey(segment))));
  // The past of a membership takes the past of all that it reads.
  for (const position of [...order].reverse())
    if (needsPast[position]!) for (const read of reads[position]!) needsPast[read] = true;
  const asking = reads.map((all) => all.some((read) => needsPast[read]!));
  for (const position of order) asking[position] ||= reads[position]!.some((read) => asking[read]!);
  const isRead = new Set(reads.flat());
  return {
    segments: segments.map((segment, position) => ({
      segment,
      rule: rules[position]!,
      reads: reads[position]!,
      asksForPast: asking[position]!,
      isRead: isRead.has(position),
      needsPast: needsPast[position]!,
    })),
    order,
    horizon,
    readsItself: isRead.size > 0,
  };
}

function inOrderOfReading(segments: readonly Segment[], reads: readonly (readonly number[])[]): number[] {
  const waiting = new Set(segments.keys());
  const order: number[] = [];
  while (waiting.size > 0) {
    const next = [...waiting].find((position) => !reads[position]!.some((read) => waiting.has(read)));
    if (next === undefined) throw cycleError(cycleAmong(waiting, reads).map((position) => segments[position]!));
    waiting.delete(next);
    order.push(next);
  }
  return order;
}

/** Follows what segments wait for until one comes again. */
function cycleAmong(waiting: ReadonlySet<number>, reads: readonly (readonly number[])[]): number[] {
  const path: number[] = [];
  let position = [...waiting][0]!;
  while (!path.includes(position)) {
    path.push(position);
    position = reads[position]!.find((read) => waiting.has(read))!;
  }
  return path.slice(path.indexOf(position));
}

function cycleError(segments: readonly Segment[]): ClienteleError<"state_cycle"> {
  const path = [...segments, segments[0]!].map(({ id }) => JSON.stringify(id)).join(" → ");
  return new ClienteleError("state_cycle", `Segments read each other's memberships in a circle: ${path}.`, {
    states: segments.map(segmentKey),
  });
}

/** Whether a rule asks how long the value of a timeline has held, or for a recent change of it. */
function asksForPast(node: Expression, key: string): boolean {
  switch (node.kind) {
    case "all":
    case "any":
    case "atLeast":
      return node.of.some((part) => asksForPast(part, key));
    case "not":
      return asksForPast(node.of, key);
    case "state":
      return node.key === key && (node.for ?? node.began ?? node.ended) !== undefined;
    default:
      return false;
  }
}
