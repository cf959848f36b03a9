import type * as z from "zod";
import { compareCodePoints, type Problem } from "../../kernel/index.js";
import { type Interaction, interactionEnvelopeSchema, standardInteractions } from "./interaction.js";
import { type ParseResult, requireParsed, safeParseWith } from "./parse.js";

/** How to read an interaction. */
export interface ParseInteractionOptions {
  /**
   * Type → schema of properties. Given, it is the whole catalog and other types are refused; left out, the standard
   * types are checked and a host's own pass with their properties as they are.
   */
  readonly interactions?: Readonly<Record<string, z.ZodType>> | undefined;
}

/**
 * Checks unknown input and returns an interaction, its properties checked by its type.
 *
 * @param input - anything, typically parsed JSON
 * @throws ClienteleError `invalid_input` with every problem and its path
 * @example
 * const input = { id: "i1", customerId: "c1", type: "page.viewed", at: "2026-01-31T09:00:00Z" };
 * parseInteraction(input).at.getTime() // => 1769850000000
 */
export function parseInteraction(input: unknown, options: ParseInteractionOptions = {}): Interaction {
  return requireParsed(safeParseInteraction(input, options), "interaction");
}

/** As {@link parseInteraction}, but returns the problems instead of throwing. */
export function safeParseInteraction(input: unknown, { interactions }: ParseInteractionOptions = {}): ParseResult<Interaction> {
  const envelope = safeParseWith(interactionEnvelopeSchema, input);
  const { type, properties } = readTypeAndProperties(input);
  const catalog: Readonly<Record<string, z.ZodType>> = interactions ?? standardInteractions;
  const schema = type !== undefined && Object.hasOwn(catalog, type) ? catalog[type] : undefined;
  const problems: Problem[] = envelope.ok ? [] : [...envelope.problems];
  let checked: unknown;
  if (schema !== undefined) {
    const result = safeParseWith(schema, properties ?? {}, "properties");
    if (result.ok) checked = result.value;
    // The envelope says itself that properties are no object.
    else if (!problems.some(({ path }) => path === "properties")) problems.push(...result.problems);
  } else if (interactions !== undefined && type !== undefined) {
    problems.push({
      path: "type",
      message: "Use a type of the schema.",
      hint: Object.keys(interactions).sort(compareCodePoints).join(", "),
    });
  }
  if (!envelope.ok || problems.length > 0) return { ok: false, problems };
  if (checked === undefined) return { ok: true, value: envelope.value };
  return { ok: true, value: { ...envelope.value, properties: checked as Record<string, unknown> } };
}

function readTypeAndProperties(input: unknown): { type?: string; properties?: unknown } {
  if (typeof input !== "object" || input === null) return {};
  const { type, properties } = input as { type?: unknown; properties?: unknown };
  return typeof type === "string" ? { type, properties } : { properties };
}
