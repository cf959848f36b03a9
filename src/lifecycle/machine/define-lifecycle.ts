import { ClienteleError } from "../../kernel/index.js";
import { type Catalog, type CatalogSource, standardCatalog } from "../../rules/index.js";
import { problemsOfDefinition } from "./check-definition.js";
import type { Lifecycle, LifecycleDefinition } from "./definition.js";
import { keepMachine } from "./machine.js";

/** Where the words of the guards get their meaning. */
export interface LifecycleOptions {
  /** The host's schema or its catalog; the standard catalog unless given. */
  readonly schema?: CatalogSource | undefined;
}

/**
 * Checks a lifecycle, fills in its defaults and freezes it. What comes back is plain data: to take it up again from JSON,
 * define it again.
 *
 * @param definition - states, and the transitions between them; guards are rules
 * @param options - `schema`, where guards speak of the host's own attributes and interactions
 * @throws ClienteleError `invalid_lifecycle` with every problem and its path
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
  const catalog = catalogOf(options.schema ?? standardCatalog);
  const problems = problemsOfDefinition(definition, catalog);
  if (problems.length > 0) {
    const listed = problems.slice(0, 5).map(({ path, message, hint }) => `${path || "(root)"}: ${message} ${hint ?? ""}`.trim());
    const more = problems.length > 5 ? ` And ${problems.length - 5} more.` : "";
    throw new ClienteleError("invalid_lifecycle", `The lifecycle is not valid. ${listed.join(" ")}${more}`, { problems });
  }
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
  freeze(lifecycle);
  keepMachine(lifecycle, catalog);
  return lifecycle as Lifecycle<State>;
}

function catalogOf(source: CatalogSource): Catalog {
  return "catalog" in source ? source.catalog : source;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
