import type { SubjectSource } from "../../rules/internal.js";

/** Customer that segments evaluate: a record, a subject of rules, or a prepared subject. */
export type SegmentSubject = SubjectSource;
