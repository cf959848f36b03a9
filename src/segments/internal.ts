/**
 * What other modules of the package use of `segments` and hosts do not: no subpath, may change in any release.
 */
export { compiledSetOf } from "./set/define-segments.js";
export { nextCheckOf, nextMembershipCheck } from "./set/membership-checks.js";
export { segmentKey } from "./set/segment-set.js";
