import type * as z from "zod";
import { joinPath, listOf, mapOf, type OptionKind, optionsOf, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Customer, StandardInteractionProperties } from "../../models/index.js";
import { type RuleBuilder, ruleBuilder } from "../builder/rules.js";
import type { Catalog, CatalogField, CatalogState } from "../language/catalog.js";
import { prefixOf } from "../language/interaction-types.js";
import { isScalar } from "../language/value-reading.js";
import { readFields, requireSupported } from "./schema-reading.js";
import { standardCatalog } from "./standard-catalog.js";

/** The host's data, as Zod schemas. */
export interface SchemaDefinition<
  Attributes extends z.core.$ZodType,
  Interactions extends Readonly<Record<string, z.core.$ZodType>>,
  SubjectSchema extends z.core.$ZodType,
> {
  /** Fields that the host adds to a customer, at `attributes.…`. */
  readonly attributes?: Attributes | undefined;
  /** Interaction type → schema of its properties; defaults to the standard interactions. */
  readonly interactions?: Interactions | undefined;
  /**
   * Timelines that rules can read, by key (`stage:retail`), with the values that they take; `segment:*` stands for a family
   * of keys that may come to exist. Where it is given, rules that read another key are refused.
   */
  readonly states?: Readonly<Record<string, CatalogState>> | undefined;
  /** Schema of the subject of rules if it is not a customer but, for example, a ticket or an opportunity. */
  readonly subject?: SubjectSchema | undefined;
}

type AnyDefinition = SchemaDefinition<z.core.$ZodType, Readonly<Record<string, z.core.$ZodType>>, z.core.$ZodType>;

const anObjectSchema: OptionKind = {
  expected: "a schema such as z.object({ … })",
  accepts: (value) => typeof value === "object" && value !== null && typeof (value as { def?: unknown }).def === "object",
};

const aScalar: OptionKind = {
  expected: "a text, a number or a boolean",
  accepts: (value) => isScalar(value),
};

const SCHEMA_DEFINITION: OptionShape<AnyDefinition> = {
  attributes: anObjectSchema,
  interactions: mapOf(anObjectSchema),
  subject: anObjectSchema,
  states: mapOf(optionsOf<CatalogState>({ values: listOf(aScalar) })),
};

/** Fields of the subject that rules can read. */
type AttributesOf<
  Attributes extends z.core.$ZodType,
  SubjectSchema extends z.core.$ZodType,
> = z.core.$ZodType extends SubjectSchema
  ? Omit<Customer, "attributes"> & (z.core.$ZodType extends Attributes ? unknown : { readonly attributes: z.output<Attributes> })
  : z.output<SubjectSchema>;

/** Properties of interactions that rules can read. */
type InteractionsOf<Interactions extends Readonly<Record<string, z.core.$ZodType>>> = string extends keyof Interactions
  ? StandardInteractionProperties
  : { [Type in keyof Interactions]: z.output<Interactions[Type]> };

/** The host's data as rules see it: a plain catalog, and a typed builder of rules. */
export interface Schema<Attributes = unknown, Interactions = unknown> {
  /** Plain JSON; parsing, compiling, SQL and editors need nothing else. */
  readonly catalog: Catalog;
  /** The typed builder of rules. */
  readonly rules: RuleBuilder<Attributes, Interactions>;
  /** The Zod schemas that it was made of. A workspace validates profiles and interactions with them; rules do not use them. */
  readonly definition: SchemaDefinition<z.core.$ZodType, Readonly<Record<string, z.core.$ZodType>>, z.core.$ZodType>;
}

/**
 * Reads the host's Zod schemas once into a plain catalog, and makes a typed builder of rules. Zod is not needed afterwards.
 *
 * @throws ClienteleError `unsupported_schema` with every field that rules cannot represent, or every interaction type that they
 *   read as a family of types (`order.*`); `invalid_option`
 * @example
 * const schema = defineSchema({});
 * const silent = schema.rules.metric.count("order.placed").last({ days: 90 }).equals(0);
 * silent.kind // => "metric"
 */
export function defineSchema<
  Attributes extends z.core.$ZodType = z.core.$ZodType,
  Interactions extends Readonly<Record<string, z.core.$ZodType>> = Readonly<Record<string, z.core.$ZodType>>,
  SubjectSchema extends z.core.$ZodType = z.core.$ZodType,
>(
  definition: SchemaDefinition<Attributes, Interactions, SubjectSchema>,
): Schema<AttributesOf<Attributes, SubjectSchema>, InteractionsOf<Interactions>> {
  requireOptions<AnyDefinition>(definition, SCHEMA_DEFINITION);
  const { attributes, interactions, subject, states } = definition;
  requireSingleTypes(Object.keys(interactions ?? {}));
  const catalog: Catalog = {
    version: 1,
    attributes: subject === undefined ? customerFields(attributes) : readFields(subject),
    interactions:
      interactions === undefined
        ? standardCatalog.interactions
        : Object.fromEntries(Object.entries(interactions).map(([type, properties]) => [type, readFields(properties)])),
    ...(states !== undefined && { states }),
  };
  return { catalog, rules: ruleBuilder(catalog), definition };
}

/** Refuses interaction types whose names a rule reads as a family of types. */
function requireSingleTypes(types: readonly string[]): void {
  const families = types.filter((type) => prefixOf(type) !== undefined);
  requireSupported(
    families.map((type) => ({
      path: joinPath("interactions", type),
      message: `${JSON.stringify(type)} names a family of types in rules, and cannot be one type.`,
      hint: "Choose a name that does not end in an asterisk.",
    })),
  );
}

function customerFields(attributes: z.core.$ZodType | undefined): Readonly<Record<string, CatalogField>> {
  if (attributes === undefined) return standardCatalog.attributes;
  const { attributes: _, ...standard } = standardCatalog.attributes;
  return { ...standard, ...readFields(attributes, "attributes") };
}
