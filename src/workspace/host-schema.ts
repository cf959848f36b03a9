import type * as z from "zod";
import { ClienteleError, type Problem, sameContent } from "../kernel/index.js";
import { joinPath, nearestName, problemSummary } from "../kernel/internal.js";
import { customerSchema, type Interaction, type ParseResult, type ProfileChange, safeParseInteraction } from "../models/index.js";
import { type CatalogSource, type Schema, standardCatalog } from "../rules/index.js";
import { type CatalogFields, checkFields, fieldsUnder, isPlain, unknownPaths } from "./catalog-values.js";

/** What to do with names that a schema does not declare. */
export type UnknownNames = "refuse" | "report";

/** A host's schema, prepared to check what comes in. */
export interface HostSchema {
  /** What the words of rules mean. */
  readonly source: CatalogSource;
  /** Parses an interaction. The result names its type in `unknown` if the schema does not declare it and unknown names are reported. */
  readInteraction(input: unknown): ParseResult<Interaction> & { readonly unknown?: string | undefined };
  /** Checks whole profiles; `undefined` if the schema declares no attributes of its own. */
  readonly profile: z.ZodType | undefined;
  /**
   * Looks for attributes that a change sets and the schema does not declare.
   *
   * @returns their paths; `undefined` unless unknown names are reported
   * @throws ClienteleError `invalid_input` if unknown names are refused
   */
  unknownAttributes(changes: readonly ProfileChange[]): readonly string[] | undefined;
  /** Whether unknown names are reported. */
  readonly isReporting: boolean;
}

/** Attributes that a schema declares, and how they are checked. */
interface Attributes {
  /** `null` if the schema accepts any others beside them. */
  readonly fields: CatalogFields | null;
  check(value: unknown): ParseResult<unknown>;
}

/**
 * Prepares a schema to check profiles and interactions. What the schema declares is closed: other names are refused or reported.
 * What it does not declare stays open: without `interactions`, the standard types are checked and others pass; without
 * `attributes`, any attribute passes.
 *
 * @param source - from `defineSchema`, whose Zod schemas then check the values; or a catalog, whose field types do
 * @param ofPlugins - interaction types of the plugins → schema of their properties; a type that the host declares is checked as it says
 */
export function hostSchema(
  source: CatalogSource,
  unknown: UnknownNames,
  ofPlugins: Readonly<Record<string, z.ZodType>> = {},
): HostSchema {
  const { attributes, interactions } = "definition" in source ? partsOfSchema(source as Schema) : partsOfCatalog(source);
  const isOfPlugin = (type: unknown): boolean =>
    typeof type === "string" && Object.hasOwn(ofPlugins, type) && !Object.hasOwn(interactions ?? {}, type);
  const isReporting = unknown === "report";
  return {
    source,
    isReporting,
    readInteraction(input) {
      const type = isPlain(input) ? input["type"] : undefined;
      if (isOfPlugin(type)) return safeParseInteraction(input, { interactions: ofPlugins });
      if (interactions === null) return safeParseInteraction(input);
      if (typeof type !== "string" || Object.hasOwn(interactions, type) || !isReporting)
        return safeParseInteraction(input, { interactions });
      return { ...safeParseInteraction(input), unknown: type };
    },
    profile: attributes === null ? undefined : profileWith(attributes),
    unknownAttributes(changes) {
      const fields = attributes?.fields ?? null;
      if (fields === null) return isReporting ? [] : undefined;
      const paths = changes.flatMap(({ path: [root, ...keys], after }) =>
        root === "attributes" && after !== undefined ? unknownPaths(fields, nested(keys, after)) : [],
      );
      const found = [...new Set(paths)].map((path) => joinPath("attributes", path));
      if (isReporting) return found;
      if (found.length === 0) return undefined;
      const known = Object.keys(fields).map((path) => joinPath("attributes", path));
      const problems = found.map((path) => unknownProblem(path, known));
      throw new ClienteleError("invalid_input", problemSummary("Invalid customer.", problems), { problems });
    },
  };
}

function partsOfSchema({ catalog, definition }: Schema): {
  readonly attributes: Attributes | null;
  readonly interactions: Readonly<Record<string, z.ZodType>> | null;
} {
  const { attributes, interactions } = definition;
  const fields = attributes === undefined || isLoose(attributes) ? null : fieldsUnder(catalog, "attributes");
  return {
    attributes: attributes === undefined ? null : { fields, check: (value) => parsed(attributes, value) },
    // Every schema of Zod, of the classic package or of the small one, has `safeParse`.
    interactions: (interactions as Readonly<Record<string, z.ZodType>> | undefined) ?? null,
  };
}

function partsOfCatalog(source: CatalogSource): ReturnType<typeof partsOfSchema> {
  const catalog = "catalog" in source ? source.catalog : source;
  const fields = fieldsUnder(catalog, "attributes");
  const isStandard = sameContent(catalog.interactions, standardCatalog.interactions);
  return {
    attributes: fields && { fields, check: (value) => checked(fields, value) },
    interactions: isStandard
      ? null
      : Object.fromEntries(
          Object.entries(catalog.interactions).map(([type, own]) => [type, asZod((value) => checked(own, value))]),
        ),
  };
}

/**
 * Parses with a schema of the host.
 *
 * @param place - path of the value
 */
export function parsed(schema: z.core.$ZodType, value: unknown, place = ""): ParseResult<unknown> {
  const result = (schema as z.ZodType).safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: result.error.issues.map(({ path, message }) => ({ path: pathOf(path, place), message })) };
}

function checked(fields: CatalogFields, input: unknown): ParseResult<unknown> {
  const { value, problems } = checkFields(fields, input, "");
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems };
}

/** A host that writes `z.looseObject` or `catchall` declares its attributes open. */
function isLoose(schema: z.core.$ZodType): boolean {
  const { catchall } = schema._zod.def as { readonly catchall?: z.core.$ZodType | undefined };
  return catchall !== undefined && catchall._zod.def.type !== "never";
}

/** The standard profile with the host's attributes. Keys that the host does not declare are kept, whatever its schema does with them. */
function profileWith(attributes: Attributes): z.ZodType {
  return asZod((input): ParseResult<unknown> => {
    const standard = customerSchema.safeParse(input);
    if (!standard.success) {
      return { ok: false, problems: standard.error.issues.map(({ path, message }) => ({ path: pathOf(path), message })) };
    }
    const own = (input as { readonly attributes?: unknown }).attributes;
    if (own === undefined) return { ok: true, value: standard.data };
    const result = attributes.check(own);
    if (result.ok) return { ok: true, value: { ...standard.data, attributes: withMissing(result.value, own) } };
    return { ok: false, problems: result.problems.map(({ path, message }) => ({ path: joinPath("attributes", path), message })) };
  });
}

/** Puts back what a schema removed. */
function withMissing(value: unknown, before: unknown): unknown {
  if (!isPlain(value) || !isPlain(before)) return value;
  const whole: Record<string, unknown> = { ...value };
  for (const [key, part] of Object.entries(before)) whole[key] = Object.hasOwn(value, key) ? withMissing(value[key], part) : part;
  return whole;
}

/** Gives a check the one method of a Zod schema that `models` calls, so that a host's catalog can stand in for one. */
function asZod(check: (input: unknown) => ParseResult<unknown>): z.ZodType {
  const safeParse = (input: unknown) => {
    const result = check(input);
    if (result.ok) return { success: true, data: result.value };
    return {
      success: false,
      error: { issues: result.problems.map(({ path, message }) => ({ path: path === "" ? [] : [path], message })) },
    };
  };
  return { safeParse } as unknown as z.ZodType;
}

function pathOf(keys: readonly PropertyKey[], place = ""): string {
  return keys.reduce<string>((path, key) => joinPath(path, typeof key === "symbol" ? String(key) : key), place);
}

function nested(keys: readonly string[], value: unknown): unknown {
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function unknownProblem(path: string, known: readonly string[]): Problem {
  const near = nearestName(path, known);
  const message = "The schema does not declare this attribute.";
  return near === undefined ? { path, message } : { path, message, hint: `Did you mean \`${near}\`?` };
}
