import { isClienteleError } from "../../../kernel/index.js";
import { inverseOfPositiveDefinite, type Minimum, symmetricEigenvalues } from "../../../statistics/internal.js";
import type { FitDiagnostic } from "../model/clv-model.js";
import type { LikelihoodFit, LikelihoodProblem } from "./likelihood-problem.js";

/** Logarithms beyond this count as an end of the range. */
const NEAR_END = 10;

/** Returns the estimates, the standard errors from the curvature, and the diagnostics of a fit. */
export function describeFit(
  problem: LikelihoodProblem,
  names: readonly string[],
  shift: Float64Array,
  best: Minimum,
  curvature: Float64Array,
  iterations: number,
): LikelihoodFit {
  const n = names.length;
  const positive = problem.parameters.length;
  const parameters: Record<string, number> = {};
  const coefficients: Record<string, number> = {};
  const standardErrors: Record<string, number | null> = {};
  const diagnostics: FitDiagnostic[] = [];
  const free: number[] = [];
  names.forEach((name, index) => {
    const u = best.point[index]!;
    if (index < positive) parameters[name] = Math.exp(u + shift[index]!);
    else coefficients[name] = u;
    standardErrors[name] = null;
    if (index < positive && Math.abs(u) > NEAR_END) diagnostics.push(atBoundary(problem, name, u));
    else free.push(index);
  });
  const information = Float64Array.from({ length: free.length ** 2 }, (_, position) => {
    const row = free[Math.floor(position / free.length)]!;
    const column = free[position % free.length]!;
    return curvature[row * n + column]! * problem.customers;
  });
  let covariance: number[] | null = null;
  let condition: number | null = null;
  try {
    const eigenvalues = symmetricEigenvalues(information, free.length);
    const inverse = inverseOfPositiveDefinite(information, free.length);
    condition = eigenvalues[free.length - 1]! / eigenvalues[0]!;
    if (!(condition > 0 && condition < 1e14)) condition = null;
    else {
      covariance = new Array<number>(n * n).fill(0);
      free.forEach((row, i) => {
        free.forEach((column, j) => {
          covariance![row * n + column] = inverse[i * free.length + j]!;
        });
        const error = Math.sqrt(inverse[i * free.length + i]!);
        standardErrors[names[row]!] = row < positive ? parameters[names[row]!]! * error : error;
      });
    }
  } catch (error) {
    if (!isClienteleError(error)) throw error;
  }
  const widest = free.reduce((width, index) => Math.max(width, Math.sqrt(covariance?.[index * n + index] ?? Infinity)), 0);
  if (free.length > 0 && !(widest < 1.5)) diagnostics.push(FLAT);
  // at an end of the range, the last digits of a gradient are meaningless
  const converged = best.converged || (free.length < n && best.gradient.every((value) => Math.abs(value) < 1e-6));
  if (!converged) diagnostics.push(NOT_CONVERGED);
  const logs = best.point.map((u, index) => u + shift[index]!);
  const logLikelihood = problem.logLikelihood(logs, new Float64Array(n));
  return {
    parameters,
    coefficients,
    report: {
      logLikelihood,
      standardErrors,
      estimated: names,
      covariance,
      condition,
      converged,
      iterations,
      customers: problem.customers,
      diagnostics,
    },
  };
}

function atBoundary(problem: LikelihoodProblem, parameter: string, u: number): FitDiagnostic {
  const end = u < 0 ? "low" : "high";
  const submodel = problem.submodel?.(parameter, end);
  const en = end === "low" ? "tends to 0" : "grows without bound";
  const zh = end === "low" ? "趋于 0" : "无限增大";
  return {
    code: "boundary",
    parameter,
    ...(submodel === undefined ? {} : { submodel }),
    message: {
      en: `Parameter ${parameter} ${en}: the data cannot determine it.${submodel === undefined ? "" : ` The simpler model "${submodel}" gives the same result.`}`,
      zh: `参数 ${parameter} ${zh}：数据不足以确定该参数。${submodel === undefined ? "" : `更简单的模型“${submodel}”结果相同。`}`,
    },
  };
}

const FLAT: FitDiagnostic = {
  code: "flat",
  message: {
    en: "Many parameter values fit almost as well. Use predictions with intervals instead of single parameters.",
    zh: "许多参数取值的拟合效果几乎相同。请使用带区间的预测结果，而非单个参数。",
  },
};

const NOT_CONVERGED: FitDiagnostic = {
  code: "not_converged",
  message: {
    en: "The fit stopped before it converged. Use another start or more iterations.",
    zh: "拟合未收敛便已停止。请更换起点，或增加迭代次数。",
  },
};
