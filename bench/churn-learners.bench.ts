/**
 * Speed of the learners behind fitted risk. Run: npm run bench churn-learners
 *
 * Telco: 7,043 customers, 30 features (four amounts, 26 dummies). Prints wall time and processor time (the second does not
 * depend on what else the machine does), the best of a few runs after a warm-up, beside the target.
 */
import { areaUnderCurve, crossValidate, evaluateClassifier, fitBoostedTrees, fitLogisticRegression } from "clientele/statistics";
import { scoreLogistic } from "../src/statistics/logistic/score-logistic.js";
import { scoreBoostedTrees } from "../src/statistics/trees/score-boosted-trees.js";
import { treeShap } from "../src/statistics/trees/tree-shap.js";
import { telcoFeatures } from "../test/fixtures/telco.js";
import { printMeasured, stopwatch } from "./stopwatch.js";

const { measure, results } = stopwatch(3);

const telco = telcoFeatures();
const churned = Float64Array.from(telco.churned);
const features = Object.fromEntries(Object.entries(telco.features).map(([name, column]) => [name, Float64Array.from(column)]));
const rows = churned.length;
const options = { rounds: 150, maxDepth: 3, learningRate: 0.05, minLeafRows: 20, maxBins: 255 };

const logistic = fitLogisticRegression(features, churned);
const kept = Object.fromEntries(Object.entries(features).filter(([name]) => logistic.features.includes(name)));
const trees = fitBoostedTrees(features, churned, options);

measure("boosted trees, 150 rounds of depth 3, 7,043 × 30", "300 ms", 15, () => fitBoostedTrees(features, churned, options));
measure("logistic regression with errors, 23 columns", "50 ms", 15, () => fitLogisticRegression(kept, churned));
measure("the same, 30 columns of which 7 follow from others", "", 15, () => fitLogisticRegression(features, churned));
measure("logistic regression, elastic net", "", 10, () =>
  fitLogisticRegression(kept, churned, { penalty: { strength: 0.01, l1Ratio: 0.5 } }),
);
measure("five-fold cross-validation of the trees, evaluated", "", 2, () =>
  crossValidate(features, churned, { fit: (x, y) => fitBoostedTrees(x, y, options) }),
);

const many = 1_000_000;
const repeated = (column: Float64Array): Float64Array =>
  Float64Array.from({ length: many }, (_, row) => column[(row * 7_919) % rows]!);
const million = Object.fromEntries(Object.entries(features).map(([name, column]) => [name, repeated(column)]));
const outcomes = repeated(churned);
measure("score 1,000,000 customers by the trees", "1,000 ms", 4, () => scoreBoostedTrees(trees, million));
measure("score 1,000,000 customers by logistic regression", "1,000 ms", 4, () => scoreLogistic(logistic, million));
measure("explain 7,043 customers by TreeSHAP", "", 5, () => treeShap(trees, features));
const scores = scoreLogistic(logistic, million);
measure("AUC with its interval, 1,000,000 customers", "", 3, () => areaUnderCurve(scores, outcomes));
measure("every measure of an evaluation, 7,043 customers", "", 5, () =>
  evaluateClassifier(scoreLogistic(logistic, features), churned),
);

printMeasured(results);
