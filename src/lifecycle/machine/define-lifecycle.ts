import { ClienteleError } from "../../kernel/index.js";
import { anObject, deepFreeze, type OptionShape, problemSummary, requireOptions } from "../../kernel/internal.js";
import { type Calendars, type CatalogSource, standardCatalog } from "../../rules/index.js";
import { catalogOf, someCalendars } from "../../rules/internal.js";
import { problemsOfDefinition } from "./check-definition.js";
import type { Lifecycle, LifecycleDefinition } from "./definition.js";
import { keepMachine } from "./machine.js";

/** Options of {@link defineLifecycle}. */
export interface LifecycleOptions {
  /** Schema or catalog that the guards refer to; defaults to the standard catalog. */
  readonly schema?: CatalogSource | undefined;
  /** Open hours of the business calendars that the guards name. Define the lifecycle again when they change. */
  readonly calendars?: Calendars | undefined;
}

const OPTIONS: OptionShape<LifecycleOptions> = { schema: anObject, calendars: someCalendars };

/**
 * Checks a lifecycle, fills in its defaults and freezes it. The result is plain data; after a round trip through JSON, pass it
 * to this function again.
 *
 * @param definition - states and the transitions between them; guards are rules
 * @param options - `schema` if guards refer to the host's own attributes and interactions; `calendars` if they use business time
 * @throws ClienteleError `invalid_lifecycle` with every problem and its path; `invalid_rule` for a calendar that is not supplied;
 * `invalid_option`
 * @example
 * const trial = defineLifecycle({
 *   id: "trial",
 *   initial: "open",
 *   states: { open: {}, bought: { final: true }, lapsed: { final: true } },
 *   transitions: [
 *     { from: "open", to: "bought", on: "order.placed" },
 *     { from: "open", to: "lapsed", after: { days: 14 } },
 *   ],
 * });
 * trial.version // => 1
 * trial.states.open.label.en // => "open"
 */
export function defineLifecycle<const State extends string>(
  definition: LifecycleDefinition<State>,
  options: LifecycleOptions = {},
): Lifecycle<State> {
  requireOptions(options, OPTIONS);
  const catalog = catalogOf(options.schema ?? standardCatalog);
  const problems = problemsOfDefinition(definition, catalog);
  if (problems.length > 0)
    throw new ClienteleError("invalid_lifecycle", problemSummary("Invalid lifecycle.", problems), { problems });
  const copy = structuredClone(definition) as unknown as LifecycleDefinition;
  const lifecycle: Lifecycle = {
    id: copy.id,
    version: copy.version ?? 1,
    label: copy.label ?? { en: copy.id, zh: copy.id },
    initial: copy.initial,
    states: Object.fromEntries(
      Object.entries(copy.states).map(([name, state]) => [name, { ...state, label: state.label ?? { en: name, zh: name } }]),
    ),
    transitions: copy.transitions.map((transition, index) => ({ ...transition, id: transition.id ?? `#${index}` })),
  };
  deepFreeze(lifecycle);
  keepMachine(lifecycle, { schema: catalog, calendars: options.calendars });
  return lifecycle as Lifecycle<State>;
}
