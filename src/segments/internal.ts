/**
 * What other modules of the package use of `segments` and hosts do not: no subpath, may change in any release.
 */
export { segmentKey } from "./set/segment-set.js";
