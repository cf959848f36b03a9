import { compareCodePoints, type Duration, MILLISECONDS_PER } from "../../kernel/index.js";
import { durationMilliseconds, parseInstant } from "../../kernel/internal.js";
import type { Expression } from "../language/expression.js";

/** A node with its place in its rule. */
export interface PlacedNode {
  /** Place in the rule: `""`, `of[1]`. */
  readonly path: string;
  readonly node: Expression;
}

/** Keys of lists whose order does not matter. */
const SETS: ReadonlySet<string> = new Set(["of", "types", "values", "first", "last"]);
/** Keys of lists in which repetition does not matter either. */
const WITHOUT_REPETITION: ReadonlySet<string> = new Set(["types", "values", "first", "last"]);
/** Default values of options. */
const DEFAULTS: Readonly<Record<string, unknown>> = { ignoreCase: false, anchor: "last", leapDay: "02-28" };
/** Windows whose bounds are instants. */
const TIMED: ReadonlySet<unknown> = new Set(["between", "since", "until", "before", "after"]);

/**
 * Returns a text that two nodes share exactly when they mean the same. The order of parts, types and values does not matter,
 * nor do the spelling of a duration or an instant, an option at its default, and a junction of one part.
 */
export function normalForm(node: Expression): string {
  return JSON.stringify(normal(alone(node), "", false));
}

/** Replaces a junction of one part by that part. */
export function withoutWrapping({ path, node }: PlacedNode): PlacedNode {
  let placed = { path, node };
  while ((placed.node.kind === "all" || placed.node.kind === "any") && placed.node.of.length === 1) {
    placed = { path: `${placed.path === "" ? "of" : `${placed.path}.of`}[0]`, node: placed.node.of[0]! };
  }
  return placed;
}

function alone(value: object): object {
  const { kind, of } = value as { kind?: unknown; of?: unknown };
  return (kind === "all" || kind === "any") && Array.isArray(of) && of.length === 1 ? alone(of[0] as object) : value;
}

function normal(value: unknown, key: string, isTimed: boolean): unknown {
  if (typeof value === "string") return isTimed ? (parseInstant(value) ?? value) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => normal(item, "", false));
    if (!SETS.has(key)) return items;
    const texts = items.map((item) => JSON.stringify(item)).sort(compareCodePoints);
    return WITHOUT_REPETITION.has(key) ? [...new Set(texts)] : texts;
  }
  if (isDuration(value)) return { milliseconds: durationMilliseconds(value) };
  const own = alone(value) as Record<string, unknown>;
  const timed = TIMED.has(own.kind) || own.is === "before" || own.is === "after";
  return Object.keys(own)
    .filter((name) => name !== "version" && own[name] !== undefined && own[name] !== DEFAULTS[name])
    .sort(compareCodePoints)
    .map((name) => [name, normal(own[name], name, timed)]);
}

function isDuration(value: object): value is Duration {
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => Object.hasOwn(MILLISECONDS_PER, key));
}
