export {
  type Contract,
  contractSchema,
  type Coupon,
  couponSchema,
  type Invoice,
  invoiceSchema,
  type PaymentPlan,
  paymentPlanSchema,
} from "./schemas/billing.js";
export { type Consent, consentSchema } from "./schemas/consent.js";
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
} from "./schemas/customer.js";
export { type CustomerLink, customerLinkSchema } from "./schemas/customer-link.js";
export type { Decision, Membership, RfmColumns, ScoreColumns } from "./exchange/decision.js";
export {
  type Interaction,
  type InteractionCommand,
  type InteractionInput,
  type StandardInteraction,
  type StandardInteractionProperties,
  type StandardInteractionType,
  standardChannels,
  standardInteractions,
} from "./schemas/interaction.js";
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
} from "./schemas/order.js";
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
  safeParseCustomer,
  safeParseOrder,
} from "./schemas/parse.js";
export { type ParseInteractionOptions, parseInteraction, safeParseInteraction } from "./schemas/parse-interaction.js";
export { parseRecord, safeParseRecord } from "./record/parse-record.js";
export { type Product, productSchema } from "./schemas/product.js";
export {
  type CustomerUpdate,
  customerAt,
  type DeepPartial,
  historyOf,
  type ProfileChange,
  updateCustomer,
} from "./record/profile-changes.js";
export type { FactInput } from "./record/fact.js";
export { type Purchases, type PurchasesOptions, purchasesOf } from "./record/purchases.js";
export type { PurchasesReport, RejectedTransaction, TransactionProblem } from "./record/transaction-rows.js";
export {
  type CustomerRecord,
  type RecordsReport,
  recordOf,
  recordsFrom,
  type Subject,
  subjectOf,
  type Timelines,
  type TimelineStep,
} from "./record/record.js";
export type { RfmClass, RfmClassTable } from "./exchange/rfm-classes.js";
export { type Task, taskSchema, type Ticket, ticketSchema } from "./schemas/service.js";
export {
  type Partner,
  partnerSchema,
  type Staff,
  type Store,
  staffSchema,
  storeSchema,
  type Team,
  teamSchema,
} from "./schemas/staff.js";
export { type Subscription, subscriptionSchema } from "./schemas/subscription.js";
export { type TimelineOptions, type TimelinePage, timelineOf } from "./record/timeline.js";
export { type Transaction, transactionsOf } from "./record/transaction.js";
export type * from "./exchange/value-columns.js";
export type { ModelErrors } from "./errors.js";
