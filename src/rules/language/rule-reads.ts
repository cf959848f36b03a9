import { compareCodePoints } from "../../kernel/index.js";
import type { Catalog } from "./catalog.js";
import type { Expression, Metric, Step, Test, WindowSpec } from "./expression.js";
import { valuesOf } from "./figures.js";
import { ANY_TYPE, typeMatcher } from "./interaction-types.js";
import { forNode, type NodeTable } from "./node-table.js";
import { isBusinessDuration } from "./span.js";
import { subjectZonesIn } from "./subject-zone.js";

/** What a rule reads, and therefore which changes can change its result. */
export interface RuleReads {
  /** Paths of attributes. */
  readonly attributes: readonly string[];
  /** Types of interactions, and families of them (`order.*`). */
  readonly interactions: readonly string[];
  /** Keys of timelines. */
  readonly states: readonly string[];
  /** Whether an interaction of any type can matter, as it does for `*`, and for `knownFor`, which reads the first one. */
  readonly anyInteraction: boolean;
  /** Names of business calendars: their open hours must be supplied, and new ones can change the result. */
  readonly calendars: readonly string[];
}

/**
 * Collects what an expression reads: each name once, in code-point order.
 *
 * @param catalog - tells where the currency of an amount stands
 */
export function readsOf(expression: Expression, catalog?: Catalog): RuleReads {
  const found: Reads = { attributes: new Set(), interactions: new Set(), states: new Set(), anyInteraction: false, catalog };
  forNode(readers, expression, found);
  for (const zone of subjectZonesIn(expression)) found.attributes.add(zone.attribute);
  const sorted = (set: Set<string>): string[] => [...set].sort(compareCodePoints);
  return {
    attributes: sorted(found.attributes),
    interactions: sorted(found.interactions),
    states: sorted(found.states),
    anyInteraction: found.anyInteraction,
    calendars: sorted(calendarsIn(expression)),
  };
}

/** Returns the calendars of the business durations anywhere in a part of a rule. */
function calendarsIn(part: unknown, found = new Set<string>()): Set<string> {
  if (isBusinessDuration(part)) found.add(part.calendar);
  else if (typeof part === "object" && part !== null) for (const value of Object.values(part)) calendarsIn(value, found);
  return found;
}

/** Returns a function that tells whether an interaction of a type can change the result. */
export function interactionReader({ interactions, anyInteraction }: RuleReads): (type: string) => boolean {
  return anyInteraction ? () => true : typeMatcher(interactions);
}

interface Reads {
  readonly attributes: Set<string>;
  readonly interactions: Set<string>;
  readonly states: Set<string>;
  anyInteraction: boolean;
  readonly catalog: Catalog | undefined;
}

const readers: NodeTable<[found: Reads], void> = {
  all: readParts,
  any: readParts,
  atLeast: readParts,
  not: ({ of }, found) => forNode(readers, of, found),
  attribute: ({ path, test }, found) => {
    found.attributes.add(path);
    readTest(test, found);
  },
  metric: ({ metric, test }, found) => {
    readMetric(metric, found);
    readTest(test, found);
  },
  figures: ({ left, right }, found) => {
    for (const figure of valuesOf([left, right])) {
      if ("attribute" in figure) {
        found.attributes.add(figure.attribute);
        const currency = figure.currency === undefined ? undefined : found.catalog?.attributes[figure.attribute]?.currency;
        if (currency !== undefined) found.attributes.add(currency);
      } else if ("metric" in figure) readMetric(figure.metric, found);
    }
  },
  sequence: ({ steps, window }, found) => {
    readSteps(steps, found);
    readWindow(window, found);
  },
  absence: ({ first, missing, window }, found) => {
    readSteps([first, missing], found);
    readWindow(window, found);
  },
  state: ({ key }, found) => void found.states.add(key),
  // The identifier never changes.
  share: () => {},
};

function readParts({ of }: { readonly of: readonly Expression[] }, found: Reads): void {
  for (const part of of) forNode(readers, part, found);
}

function readMetric({ measure, types = [], window, answer }: Metric, found: Reads): void {
  readTypes(types, found);
  if (measure === "knownFor") {
    found.anyInteraction = true;
    found.attributes.add("createdAt");
  }
  if (answer !== undefined) readSteps([answer], found);
  readWindow(window, found);
}

function readTest(test: Test, { attributes }: Reads): void {
  for (const key of ["value", "from", "to"] as const) {
    const operand: unknown = key in test ? test[key as never] : undefined;
    if (typeof operand === "object" && operand !== null && "attribute" in operand) attributes.add(operand.attribute as string);
  }
}

function readWindow(window: WindowSpec | undefined, found: Reads): void {
  if (window?.kind !== "within" && window?.kind !== "after") return;
  if ("attribute" in window.of) found.attributes.add(window.of.attribute);
  else readTypes("first" in window.of ? window.of.first : window.of.last, found);
}

function readSteps(steps: readonly Step[], found: Reads): void {
  for (const { types } of steps) readTypes(types, found);
}

function readTypes(types: readonly string[], found: Reads): void {
  for (const type of types) {
    if (type === ANY_TYPE) found.anyInteraction = true;
    else found.interactions.add(type);
  }
}
