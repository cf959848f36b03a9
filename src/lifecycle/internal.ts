/**
 * What other modules of the package use of `lifecycle` and hosts do not: no subpath, may change in any release.
 */
export { stageKey } from "./machine/definition.js";
