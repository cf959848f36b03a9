/**
 * The most used functions of every module, for a host that wants one import. A service that embeds one score imports its
 * module instead (`clientele/value`).
 *
 * @packageDocumentation
 */
export { churnRisk, retailChurnPolicy, retentionTargets } from "./churn/index.js";
export { ClienteleError, isClienteleError, type Locale, localize, type Money, money, moneyFromDecimal } from "./kernel/index.js";
export { advance, defineLifecycle, replay, retailLifecycle, startLifecycle } from "./lifecycle/index.js";
export {
  type Customer,
  type CustomerRecord,
  customerSchema,
  type Interaction,
  type Order,
  parseCustomer,
  parseInteraction,
  parseOrder,
  parseRecord,
  recordOf,
  recordsFrom,
  type Subject,
  standardInteractions,
  subjectOf,
  type Transaction,
  timelineOf,
  transactionsOf,
  updateCustomer,
} from "./models/index.js";
export { fitBlend, itemLog, nextBestAction, recommend } from "./recommend/index.js";
export {
  compileRule,
  defineSchema,
  evaluateRule,
  nextChangeAt,
  parseRule,
  type Rule,
  standardCatalog,
  ruleToSql,
} from "./rules/index.js";
export { defineSegments, evaluateSegments, membershipChanges } from "./segments/index.js";
export { memoryStorage } from "./storage/index.js";
export { contribution, rfmClasses, rfmScores, summarizeTransactions } from "./value/index.js";
export { createClientele, riskPlugin, segmentsPlugin, stagePlugin, valuePlugin } from "./workspace/index.js";
