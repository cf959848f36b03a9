export {
  type Contract,
  contractSchema,
  type Coupon,
  couponSchema,
  type Invoice,
  invoiceSchema,
  type PaymentPlan,
  paymentPlanSchema,
} from "./billing.js";
export { type Consent, consentSchema } from "./consent.js";
export {
  type Address,
  addressSchema,
  type Customer,
  type CustomerInput,
  type CustomerName,
  customerSchema,
  displayName,
  type Identity,
  identitySchema,
} from "./customer.js";
export { type CustomerLink, customerLinkSchema } from "./customer-link.js";
export type { Decision, Membership, RfmColumns, ScoreColumns, SurvivalCurve } from "./exchange.js";
export {
  type Interaction,
  type InteractionInput,
  interactionEnvelopeSchema,
  isInteraction,
  type StandardInteraction,
  type StandardInteractionProperties,
  type StandardInteractionType,
  standardChannels,
  standardInteractions,
} from "./interaction.js";
export {
  type Order,
  type OrderDiscount,
  type OrderLine,
  type OrderReturn,
  type OrderTotals,
  orderSchema,
  orderTotals,
  type Payment,
  paymentSchema,
} from "./order.js";
export {
  type ParseResult,
  parseConsent,
  parseContract,
  parseCoupon,
  parseCustomer,
  parseCustomerLink,
  parseInvoice,
  parseOrder,
  parsePartner,
  parsePayment,
  parsePaymentPlan,
  parseProduct,
  parseStaff,
  parseStore,
  parseSubscription,
  parseTask,
  parseTeam,
  parseTicket,
  safeParseConsent,
  safeParseContract,
  safeParseCoupon,
  safeParseCustomer,
  safeParseCustomerLink,
  safeParseInvoice,
  safeParseOrder,
  safeParsePartner,
  safeParsePayment,
  safeParsePaymentPlan,
  safeParseProduct,
  safeParseStaff,
  safeParseStore,
  safeParseSubscription,
  safeParseTask,
  safeParseTeam,
  safeParseTicket,
} from "./parse.js";
export { type ParseInteractionOptions, parseInteraction, safeParseInteraction } from "./parse-interaction.js";
export { parseRecord, safeParseRecord } from "./parse-record.js";
export { type Product, productSchema } from "./product.js";
export {
  type CustomerUpdate,
  customerAt,
  type DeepPartial,
  historyOf,
  type ProfileChange,
  profileChangeSchema,
  updateCustomer,
} from "./profile-changes.js";
export {
  type Purchases,
  type PurchasesOptions,
  type PurchasesReport,
  purchasesOf,
  type RejectedTransaction,
  type TransactionProblem,
} from "./purchases.js";
export {
  type CustomerRecord,
  type RecordsReport,
  recordOf,
  recordsFrom,
  type Subject,
  subjectOf,
  type Timelines,
  type TimelineStep,
} from "./record.js";
export { type RfmClass, type RfmClassTable, rfmEightClasses, rfmElevenClasses } from "./rfm-classes.js";
export {
  amountSchema,
  attributesSchema,
  currencySchema,
  dateSchema,
  identifierSchema,
  instantSchema,
  textSchema,
} from "./scalar.js";
export { type Task, taskSchema, type Ticket, ticketSchema } from "./service.js";
export { type Partner, partnerSchema, type Staff, type Store, staffSchema, storeSchema, type Team, teamSchema } from "./staff.js";
export { type Subscription, subscriptionSchema } from "./subscription.js";
export { type TimelineOptions, type TimelinePage, timelineOf } from "./timeline.js";
export { type Transaction, transactionsOf } from "./transaction.js";
export type * from "./value-columns.js";
