import * as z from "zod";
import { identifierSchema, instantSchema, nameSchema, textSchema } from "./scalar.js";

/** A question or a complaint that somebody works on. */
export const ticketSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** Whose it is. */
  customerId: identifierSchema,
  /** What it is about. */
  subject: textSchema.optional(),
  /** Theme. */
  category: textSchema.optional(),
  /** How it came in. */
  channel: textSchema.optional(),
  /** How urgent. */
  priority: z.enum(["low", "normal", "high", "urgent"]).default("normal"),
  /** A complaint (客诉), or a mere question. */
  complaint: z.boolean().default(false),
  /** Where it stands. */
  status: z.enum(["new", "in-progress", "waiting", "resolved", "closed", "reopened"]).default("new"),
  /** Who works on it. */
  assigneeId: identifierSchema.optional(),
  /** When it was opened. */
  openedAt: instantSchema,
  /** When somebody first answered. */
  firstResponseAt: instantSchema.optional(),
  /** When it was solved. */
  resolvedAt: instantSchema.optional(),
});
/** A question or a complaint that somebody works on. */
export interface Ticket extends z.output<typeof ticketSchema> {}

/** Something that a member of staff is to do. */
export const taskSchema = z.strictObject({
  /** Identifier. */
  id: identifierSchema,
  /** What is to be done. */
  title: nameSchema,
  /** About whom. */
  customerId: identifierSchema.optional(),
  /** Who is to do it. */
  assigneeId: identifierSchema.optional(),
  /** Until when. */
  dueAt: instantSchema.optional(),
  /** When it was done. */
  doneAt: instantSchema.optional(),
  /** Where it came from: a play, a hand-off, a case. */
  origin: textSchema.optional(),
  /** How urgent. */
  priority: z.enum(["low", "normal", "high", "urgent"]).default("normal"),
});
/** Something that a member of staff is to do. */
export interface Task extends z.output<typeof taskSchema> {}
