/**
 * Exports of `statistics` for other modules of the package. They have no subpath and may change in any release.
 */
export { quantileSorted } from "./descriptive/quantile.js";
export { pooledShareDifference } from "./descriptive/share-difference.js";
export { selectRows } from "./learning/features.js";
export { logistic, logOdds } from "./learning/log-odds.js";
export { cholesky, inverseOfPositiveDefinite, solveCholesky } from "./linear/cholesky.js";
export { invertPositiveDefinite } from "./linear/invert-positive-definite.js";
export { solveLinear } from "./linear/linear-system.js";
export { quadraticForm, symmetricEigenvalues } from "./linear/matrix.js";
export { type BfgsOptions, minimizeBfgs } from "./optimize/bfgs.js";
export { hessianOfGradient } from "./optimize/hessian.js";
export type { Minimum, Objective } from "./optimize/objective.js";
export { integrate, integratePanel } from "./optimize/integrate.js";
export { betaQuantile } from "./special/beta-quantile.js";
export { chiSquareTail } from "./special/chi-square.js";
export { digamma } from "./special/digamma.js";
export { incompleteBeta, incompleteBetaOf } from "./special/incomplete-beta.js";
export { logBeta, logGammaRatio } from "./special/log-beta.js";
export { logDiffExp } from "./special/log-diff-exp.js";
export { logGamma } from "./special/log-gamma.js";
export { normalCdf, normalQuantile } from "./special/normal.js";
export { studentCdf, studentQuantile } from "./special/student.js";
export { logTricomiU } from "./special/tricomi.js";
export { survivalQuantile } from "./survival/survival-curve.js";
