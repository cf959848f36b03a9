import * as z from "zod";
import { addressSchema } from "./customer.js";
import { attributesSchema, countSchema, identifierSchema, nameSchema, textSchema, zoneSchema } from "./scalar.js";

/** Somebody who works for the business and may own customers, cases and opportunities. */
export const staffSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Name. */
  name: nameSchema,
  /** Team. */
  teamId: identifierSchema.optional(),
  /** Store where the person works. */
  storeId: identifierSchema.optional(),
  /** Roles, as the access module knows them. */
  roles: z.array(nameSchema).default([]),
  /** What the person can do: languages, products, industries. */
  skills: z.array(nameSchema).default([]),
  /** Territories in charge of: countries, regions, industries. */
  territories: z.array(nameSchema).default([]),
  /** How many customers the person may hold (保有量). */
  holdingLimit: countSchema.optional(),
  /** Works now, or has left. */
  active: z.boolean().default(true),
  /** Time zone of work. */
  timeZone: zoneSchema.optional(),
});
/** Somebody who works for the business. */
export interface Staff extends z.output<typeof staffSchema> {}

/** A department or a group within one: marketing, sales, service. */
export const teamSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Name. */
  name: nameSchema,
  /** What the team is for. */
  department: z.enum(["marketing", "sales", "service", "operations", "other"]).default("other"),
  /** The team above. */
  parentId: identifierSchema.optional(),
  /** Staff member who leads it. */
  leaderId: identifierSchema.optional(),
});
/** A department or a group within one. */
export interface Team extends z.output<typeof teamSchema> {}

/** A place where customers are served. */
export const storeSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Name. */
  name: nameSchema,
  /** Where it is. */
  address: addressSchema.optional(),
});
/** A place where customers are served. */
export interface Store extends z.output<typeof storeSchema> {}

/** An intermediary who brings customers (中介渠道). */
export const partnerSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Name. */
  name: nameSchema,
  /** What kind: agency, reseller, affiliate, referral. */
  kind: textSchema.optional(),
  /** The host's own fields. */
  attributes: attributesSchema.optional(),
});
/** An intermediary who brings customers. */
export interface Partner extends z.output<typeof partnerSchema> {}
