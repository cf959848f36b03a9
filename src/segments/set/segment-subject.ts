import type { SubjectSource } from "../../rules/internal.js";

/** Whoever can be in a segment: a customer's record, any subject of rules, or one prepared for many questions. */
export type SegmentSubject = SubjectSource;
