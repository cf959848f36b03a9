import * as z from "zod";
import { identifierSchema, instantSchema, textSchema } from "./scalar.js";

/** A tie between two customers. Values and risks roll up along it. */
export const customerLinkSchema = z.strictObject({
  /** The customer the tie starts at (the contact, the child, the member). */
  fromId: identifierSchema,
  /** The customer it leads to (the account, the parent, the household). */
  toId: identifierSchema,
  /** What it is: a contact of an organization, a subsidiary of a parent, a member of a household, a partner. */
  kind: z.enum(["contact-of", "child-of", "household-member-of", "partner-of"]),
  /** Part in a purchase. */
  buyingRole: z.enum(["user", "influencer", "decider", "buyer", "gatekeeper", "champion"]).optional(),
  /** Job title at the organization. */
  title: textSchema.optional(),
  /** Since when. */
  since: instantSchema.optional(),
  /** Until when, if it ended. */
  until: instantSchema.optional(),
});

/** A tie between two customers. */
export interface CustomerLink extends z.output<typeof customerLinkSchema> {}
