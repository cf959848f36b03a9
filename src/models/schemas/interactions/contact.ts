import * as z from "zod";
import { countSchema, identifierSchema, nameSchema, textSchema } from "../scalar.js";

const message = {
  /** Message. */
  messageId: identifierSchema.optional(),
  /** Campaign it belongs to. */
  campaignId: identifierSchema.optional(),
  /** What it was for: `marketing`, `service`, `transaction`. */
  purpose: textSchema.optional(),
  /** Template. */
  templateId: identifierSchema.optional(),
};

const talk = {
  /** Member of staff. */
  staffId: identifierSchema.optional(),
  /** Who called on whom. */
  direction: z.enum(["inbound", "outbound"]).optional(),
  /** Minutes. */
  minutes: z.number().min(0).optional(),
  /** What it was about. */
  subject: textSchema.optional(),
  /** What came of it. */
  outcome: textSchema.optional(),
  /** What is to happen next. */
  nextStep: textSchema.optional(),
};

const group = {
  /** Group. */
  groupId: identifierSchema.optional(),
  /** Member of staff. */
  staffId: identifierSchema.optional(),
};

/** Messages, talks, visits and ties on social channels. */
export const contactInteractions = {
  /** A message was sent. */
  "message.sent": z.strictObject(message),
  /** It arrived. */
  "message.delivered": z.strictObject(message),
  /** It was opened. */
  "message.opened": z.strictObject(message),
  /** A link in it was clicked. */
  "message.clicked": z.strictObject({ ...message, /** Address behind the link. */ url: textSchema.optional() }),
  /** The customer answered. */
  "message.replied": z.strictObject({ ...message, /** What was written. */ text: textSchema.optional() }),
  /** It came back. */
  "message.bounced": z.strictObject({ ...message, /** Why. */ reason: textSchema.optional() }),
  /** The customer does not want more of them (退订). */
  "message.unsubscribed": z.strictObject({ ...message, /** Why. */ reason: textSchema.optional() }),
  /** A telephone call. */
  "call.logged": z.strictObject({ ...talk, /** Did somebody answer? */ connected: z.boolean().optional() }),
  /** A meeting. */
  "meeting.held": z.strictObject(talk),
  /** A visit (拜访). */
  "visit.logged": z.strictObject({ ...talk, /** Where. */ place: textSchema.optional() }),
  /** The business was mentioned on a social network. */
  "social.mentioned": z.strictObject({
    /** Network. */
    network: textSchema.optional(),
    /** What was written. */
    text: textSchema.optional(),
    /** From −1 (bad) to 1 (good). */
    sentiment: z.number().min(-1).max(1).optional(),
  }),
  /** The customer added a member of staff as a contact (加好友). */
  "contact.added": z.strictObject(group),
  /** The customer removed the contact (删除好友): a churn signal. */
  "contact.removed": z.strictObject(group),
  /** The customer joined a group chat. */
  "group.joined": z.strictObject(group),
  /** The customer left a group chat. */
  "group.left": z.strictObject(group),
  /** An event that the business held was attended. */
  "event.attended": z.strictObject({
    /** Event. */ eventId: identifierSchema.optional(),
    /** Its name. */ name: nameSchema.optional(),
  }),
  /** The customer brought somebody (推荐). */
  "referral.made": z.strictObject({
    /** Customer who was brought. */
    referredCustomerId: identifierSchema.optional(),
    /** How many were invited. */
    invitations: countSchema.optional(),
  }),
};
