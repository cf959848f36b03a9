import * as z from "zod";
import { identifierSchema, nameSchema, textSchema } from "../scalar.js";

const ticket = {
  /** Ticket. */
  ticketId: identifierSchema.optional(),
  /** Theme. */
  category: textSchema.optional(),
  /** How urgent. */
  priority: z.enum(["low", "normal", "high", "urgent"]).optional(),
};

const survey = {
  /** Survey. */
  surveyId: identifierSchema.optional(),
  /** Touchpoint it asks about. */
  touchpoint: textSchema.optional(),
};

/** Tickets, complaints, surveys, consent and stages. */
export const serviceInteractions = {
  /** A ticket was opened. */
  "ticket.opened": z.strictObject({ ...ticket, /** What it is about. */ subject: textSchema.optional() }),
  /** A ticket was solved. */
  "ticket.resolved": z.strictObject({ ...ticket, /** At the first contact? */ firstContact: z.boolean().optional() }),
  /** A ticket came back. */
  "ticket.reopened": z.strictObject({ ...ticket, /** Why. */ reason: textSchema.optional() }),
  /** The customer complained (客诉). */
  "complaint.raised": z.strictObject({
    ...ticket,
    /** How grave, 1 to 5. */
    severity: z.number().min(1).max(5).optional(),
    /** What was said. */
    text: textSchema.optional(),
  }),
  /** A survey was sent. */
  "survey.sent": z.strictObject(survey),
  /** A survey was answered. */
  "survey.answered": z.strictObject({
    ...survey,
    /** Likelihood to recommend, 0 to 10. */
    nps: z.int().min(0).max(10).optional(),
    /** Satisfaction, 1 to 5. */
    csat: z.number().min(1).max(5).optional(),
    /** Effort, 1 (much) to 7 (none). */
    ces: z.number().min(1).max(7).optional(),
    /** What was written. */
    text: textSchema.optional(),
  }),
  /** The customer said something of their own accord. */
  "feedback.given": z.strictObject({
    /** What. */
    text: textSchema.optional(),
    /** From −1 (bad) to 1 (good). */
    sentiment: z.number().min(-1).max(1).optional(),
    /** Theme. */
    category: textSchema.optional(),
  }),
  /** The customer proposed something (建议). */
  "suggestion.made": z.strictObject({ /** What. */ text: textSchema.optional(), /** Theme. */ category: textSchema.optional() }),
  /** Consent was given. */
  "consent.given": z.strictObject({
    /** What for. */ purpose: nameSchema,
    /** Over which channel. */ channel: textSchema.optional(),
  }),
  /** Consent was withdrawn (撤回). */
  "consent.withdrawn": z.strictObject({
    /** What for. */ purpose: nameSchema,
    /** Over which channel. */ channel: textSchema.optional(),
  }),
  /** The host moved the customer to another stage of a lifecycle of its own. */
  "stage.changed": z.strictObject({
    /** Lifecycle. */
    lifecycle: nameSchema,
    /** Stage before. */
    from: nameSchema.optional(),
    /** Stage after. */
    to: nameSchema,
    /** Why. */
    reason: textSchema.optional(),
  }),
};
