/**
 * What other modules of the package use of `churn` and hosts do not: no subpath, may change in any release.
 */
export { compiledPolicyOf } from "./policy/define-churn-policy.js";
export { type CustomerScore, customerScore, followBand, type NamedBandWalk } from "./risk/customer-score.js";
