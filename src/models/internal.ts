/**
 * What scoring modules use of `models`: no schema and no Zod, so that a service which embeds one score loads neither.
 */
export { rfmEightClasses, rfmElevenClasses } from "./exchange/rfm-classes.js";
export { factsOf, readProperties } from "./record/fact.js";
export { purchasesOf } from "./record/purchases.js";
