import { ClienteleError, type OpenHours, type Problem } from "../../kernel/index.js";
import {
  isOpenHours,
  joinPath,
  mapOf,
  nearestName,
  openClock,
  type OptionKind,
  type OptionShape,
  problemSummary,
  requireOptions,
} from "../../kernel/internal.js";
import { aSchema, type Catalog, catalogOf, type SchemaOption } from "./catalog.js";
import { businessSpan } from "./business-span.js";
import type { BusinessDuration, WindowSpec } from "./expression.js";
import { type BoundDuration, businessMilliseconds, HOURS, isBusinessDuration, SPAN } from "./span.js";
import { earliestOf } from "./window-start.js";

/** Open hours by the name of their calendar. */
export type Calendars = Readonly<Record<string, OpenHours>>;

/** Options of every function that compiles a rule. */
export interface CompileOptions extends SchemaOption {
  /** The calendars of business time that the rule names. */
  readonly calendars?: Calendars | undefined;
}

const someOpenHours: OptionKind = {
  expected: "open hours: `from`, `to`, and `intervals` [start, end) in epoch milliseconds, in order, within them",
  accepts: isOpenHours,
};

/** Kind of the option `calendars`. */
export const someCalendars: OptionKind = mapOf(someOpenHours);

/** Kinds of the {@link CompileOptions}. */
export const COMPILE_OPTIONS: OptionShape<CompileOptions> = { schema: aSchema, calendars: someCalendars };

/**
 * Checks the options of a function that compiles a rule, and returns its catalog and its calendars.
 *
 * @throws ClienteleError `invalid_option`
 */
export function requireCompileOptions(options: CompileOptions): {
  readonly catalog: Catalog;
  readonly calendars?: Calendars | undefined;
} {
  const { schema, calendars } = requireOptions(options, COMPILE_OPTIONS, { mandatory: ["schema"] });
  return { catalog: catalogOf(schema), calendars };
}

/** A rule, or a part of one, whose business durations have their open hours. */
export interface BoundTime<Part> {
  readonly bound: Part;
  /** End of the shortest horizon of its calendars; infinite without any. */
  readonly horizon: number;
  /**
   * Requires that the calendars reach as far back as the rule looks from an instant.
   *
   * @throws ClienteleError `beyond_calendar`
   */
  readonly requireCovered: (asOf: number) => void;
  /** Returns the error for an instant after the horizon. */
  readonly beyond: (instant: number) => ClienteleError<"beyond_calendar">;
}

type Requirement = (asOf: number) => void;

interface Binding {
  readonly calendars: Calendars;
  readonly problems: Problem[];
  readonly requirements: Requirement[];
  /** The calendar with the shortest horizon. */
  shortest: readonly [calendar: string, hours: OpenHours] | undefined;
}

/**
 * Gives the business durations of a rule the open hours of their calendars. A rule without any is returned as it is.
 *
 * @param path - where the part stands, for the problems
 * @throws ClienteleError `invalid_rule` with the path of a calendar that is not supplied
 */
export function bindCalendars<Part>(part: Part, calendars: Calendars = {}, path = ""): BoundTime<Part> {
  const binding: Binding = { calendars, problems: [], requirements: [], shortest: undefined };
  const bound = bindValue(part, path, binding) as Part;
  const { problems, requirements, shortest } = binding;
  if (problems.length > 0) throw new ClienteleError("invalid_rule", problemSummary("Invalid rule.", problems), { problems });
  return {
    bound,
    horizon: shortest?.[1].to ?? Number.POSITIVE_INFINITY,
    requireCovered: (asOf) => {
      for (const requirement of requirements) requirement(asOf);
    },
    beyond: (instant) => beyondCalendar(...shortest!, instant),
  };
}

function bindValue(value: unknown, path: string, binding: Binding): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isBusinessDuration(value)) return bindDuration({ ...value }, path, binding);
  const entries = Object.entries(value);
  const bound = entries.map(([key, each]) => bindValue(each, joinPath(path, Array.isArray(value) ? Number(key) : key), binding));
  if (bound.every((each, index) => each === entries[index]![1])) return value;
  if (Array.isArray(value)) return bound;
  const copy = Object.fromEntries(entries.map(([key], index) => [key, bound[index]]));
  requireBoundedStart(copy, binding);
  return copy;
}

function bindDuration(duration: BusinessDuration, path: string, binding: Binding): unknown {
  const { calendars, problems, requirements } = binding;
  const { calendar } = duration;
  if (!Object.hasOwn(calendars, calendar)) {
    problems.push({
      path: joinPath(path, "calendar"),
      message: `The calendar ${JSON.stringify(calendar)} is not supplied.`,
      hint: hintFor(calendar, Object.keys(calendars)),
    });
    return duration;
  }
  const hours = calendars[calendar]!;
  const { openAt } = openClock(hours);
  const length = businessMilliseconds(duration);
  if (binding.shortest === undefined || hours.to < binding.shortest[1].to) binding.shortest = [calendar, hours];
  requirements.push((asOf) => {
    if (asOf > hours.to || openAt(asOf) <= length) throw beyondCalendar(calendar, hours, asOf);
  });
  return { ...duration, [HOURS]: hours, [SPAN]: businessSpan(duration, hours) };
}

function hintFor(calendar: string, names: readonly string[]): string {
  const near = nearestName(calendar, names);
  const advice = near === undefined ? "Pass its open hours in the option `calendars`" : `Did you mean "${near}"?`;
  if (names.length === 0) return `${advice}.`;
  const known = `\`calendars\` has ${names.map((name) => JSON.stringify(name)).join(", ")}.`;
  return near === undefined ? `${advice}; ${known}` : `${advice} ${known}`;
}

/** The first steps of a sequence or an absence within business time must lie within the horizon. */
function requireBoundedStart({ within, window }: Record<string, unknown>, { requirements }: Binding): void {
  if (!isBusinessDuration(within) || !(HOURS in within)) return;
  const { calendar, [HOURS]: hours } = within as BoundDuration;
  requirements.push((asOf) => {
    const start = earliestOf(window as WindowSpec | undefined, asOf);
    if (start === undefined || start < hours.from) throw beyondCalendar(calendar, hours, start ?? Number.NEGATIVE_INFINITY);
  });
}

/** Returns the error for an instant that a calendar does not reach. */
function beyondCalendar(calendar: string, { from, to }: OpenHours, instant: number): ClienteleError<"beyond_calendar"> {
  const [first, last] = [from, to].map((each) => new Date(each).toISOString()) as [string, string];
  const asked = Math.abs(instant) <= 8.64e15 ? ` for ${new Date(instant).toISOString()}` : "";
  return new ClienteleError(
    "beyond_calendar",
    `The calendar ${JSON.stringify(calendar)} covers ${first} to ${last}, which is not enough${asked}. Supply open hours with a longer horizon.`,
    { calendar, from: first, to: last },
  );
}
