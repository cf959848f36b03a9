/**
 * What other modules of the package use of `rules` and hosts do not: no subpath, may change in any release.
 */
export { preparedOf, type SubjectSource } from "./compile/subject/prepared-of.js";
export { subjectAt } from "./compile/subject/prepared-subject.js";
export { startOfRecord } from "./compile/subject/start-of-record.js";
export { currentRule } from "./language/current-version.js";
export { unknownKeys } from "./check/unknown-keys.js";
export { decidingReasons } from "./explain/explain-rule.js";
export { typeMatcher } from "./language/interaction-types.js";
export { bindCalendars, someCalendars } from "./language/business-time.js";
export { interactionReader, readsOf } from "./language/rule-reads.js";
export { isBusinessDuration } from "./language/span.js";
export { catalogOf } from "./language/catalog.js";
