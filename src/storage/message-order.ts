import { compareCodePoints } from "../kernel/index.js";
import type { OutboxMessage } from "./outbox.js";

/** Subject, sequence and part of a message. */
export type MessageKey = Pick<OutboxMessage, "subject" | "sequence" | "part">;

/** Returns a text that is the same for messages of one key only. No subject contains U+0000. */
export function messageKey({ subject, sequence, part }: MessageKey): string {
  return `${subject}\0${sequence}\0${part}`;
}

/** Compares messages in the order of delivery: by subject in code-point order, then by sequence and part. */
export function compareMessages(left: MessageKey, right: MessageKey): number {
  return compareCodePoints(left.subject, right.subject) || left.sequence - right.sequence || left.part - right.part;
}
