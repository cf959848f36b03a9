import * as z from "zod";
import { identifierSchema, instantSchema, nameSchema, textSchema } from "./scalar.js";

/** One entry of the consent ledger: given, withdrawn, or objected to. Entries are never changed. */
export const consentSchema = z.strictObject({
  /** Identifier of the entry. */
  id: identifierSchema,
  /** Whose data. */
  customerId: identifierSchema,
  /** What the data may be used for: `marketing`, `profiling`, `service`, … */
  purpose: nameSchema,
  /** Only over this channel; every channel without. */
  channel: textSchema.optional(),
  /** What the entry says. */
  action: z.enum(["given", "withdrawn", "objected"]),
  /** Ground in law (GDPR Art. 6, PIPL Art. 13). */
  basis: z
    .enum(["consent", "contract", "legal-obligation", "vital-interest", "public-task", "legitimate-interest"])
    .default("consent"),
  /** When. */
  at: instantSchema,
  /** From when on it no longer holds. */
  expiresAt: instantSchema.optional(),
  /** Where it was given. */
  source: textSchema.optional(),
  /** Version of the notice that the customer saw. */
  policyVersion: textSchema.optional(),
  /** Separate consent (单独同意) for sensitive data, disclosure or transfer abroad. */
  separate: z.boolean().default(false),
  /** Proof: a form, a recording, a confirmation mail. */
  evidence: textSchema.optional(),
});
/** One entry of the consent ledger. */
export interface Consent extends z.output<typeof consentSchema> {}
