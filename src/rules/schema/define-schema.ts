import type * as z from "zod";
import type { Customer, StandardInteractionProperties } from "../../models/index.js";
import { type RuleBuilder, ruleBuilder } from "../builder/rules.js";
import type { Catalog, CatalogField } from "../language/catalog.js";
import { readFields } from "./schema-reading.js";
import { standardCatalog } from "./standard-catalog.js";

/** What a host tells of its data. */
export interface SchemaDefinition<
  Attributes extends z.core.$ZodType,
  Interactions extends Readonly<Record<string, z.core.$ZodType>>,
  SubjectSchema extends z.core.$ZodType,
> {
  /** The host's own fields of a customer, at `attributes.…`. */
  readonly attributes?: Attributes | undefined;
  /** Interaction type → schema of its properties; the standard ones unless given. */
  readonly interactions?: Interactions | undefined;
  /** What the rules ask about, if it is no customer: a ticket, an opportunity, an item. */
  readonly subject?: SubjectSchema | undefined;
}

/** Fields of the subject that rules can name. */
type AttributesOf<
  Attributes extends z.core.$ZodType,
  SubjectSchema extends z.core.$ZodType,
> = z.core.$ZodType extends SubjectSchema
  ? Omit<Customer, "attributes"> & (z.core.$ZodType extends Attributes ? unknown : { readonly attributes: z.output<Attributes> })
  : z.output<SubjectSchema>;

/** Properties of the interactions that rules can name. */
type InteractionsOf<Interactions extends Readonly<Record<string, z.core.$ZodType>>> = string extends keyof Interactions
  ? StandardInteractionProperties
  : { [Type in keyof Interactions]: z.output<Interactions[Type]> };

/** A host's data as rules see it: a plain catalog, and the builder over it. */
export interface Schema<Attributes = unknown, Interactions = unknown> {
  /** Plain JSON: all that parsing, compiling, SQL and editors need. */
  readonly catalog: Catalog;
  /** The typed builder. */
  readonly rules: RuleBuilder<Attributes, Interactions>;
  /** The Zod schemas that it was made of. A workspace validates profiles and interactions with them; rules do not use them. */
  readonly definition: SchemaDefinition<z.core.$ZodType, Readonly<Record<string, z.core.$ZodType>>, z.core.$ZodType>;
}

/**
 * Reads a host's Zod schemas once into a plain catalog, and makes the builder over it. Nothing of Zod is needed afterwards.
 *
 * @throws ClienteleError `unsupported_schema` with every field that has no faithful meaning in a rule
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
  const { attributes, interactions, subject } = definition;
  const catalog: Catalog = {
    version: 1,
    attributes: subject === undefined ? customerFields(attributes) : readFields(subject),
    interactions:
      interactions === undefined
        ? standardCatalog.interactions
        : Object.fromEntries(Object.entries(interactions).map(([type, properties]) => [type, readFields(properties)])),
  };
  return { catalog, rules: ruleBuilder(catalog), definition };
}

function customerFields(attributes: z.core.$ZodType | undefined): Readonly<Record<string, CatalogField>> {
  if (attributes === undefined) return standardCatalog.attributes;
  const { attributes: _, ...standard } = standardCatalog.attributes;
  return { ...standard, ...readFields(attributes, "attributes") };
}
