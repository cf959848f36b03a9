import type { Locale } from "../../kernel/index.js";
import * as z from "zod";
import { hostFieldsOf } from "./host-fields.js";
import {
  attributesSchema,
  countrySchema,
  dateSchema,
  identifierSchema,
  instantSchema,
  languageSchema,
  nameSchema,
  textSchema,
  zoneSchema,
} from "./scalar.js";

/** A person's or an organization's names. Which order they are shown in is a matter of `displayName` and of the locale. */
export const customerNameSchema = z.strictObject({
  /** Given name (名). */
  given: textSchema.optional(),
  /** Family name (姓). */
  family: textSchema.optional(),
  /** What to call the customer; an organization's name. Wins over given and family wherever a name is shown. */
  display: textSchema.optional(),
});

/** An e-mail address as the customer gave it; normalization is a matter of the identity module. */
export const emailSchema = z.strictObject({
  /** The address. */
  address: z.email("Give an e-mail address such as ada@example.com."),
  /** What it is for: `work`, `private`, … */
  label: textSchema.optional(),
  /** When it was last proved to be the customer's. */
  verifiedAt: instantSchema.optional(),
});

/** A phone number as the customer gave it. */
export const phoneSchema = z.strictObject({
  /** The number; E.164 (`+8613800138000`) where it is known. */
  number: nameSchema,
  /** What it is for: `mobile`, `work`, … */
  label: textSchema.optional(),
  /** When it was last proved to be the customer's. */
  verifiedAt: instantSchema.optional(),
});

/** Where a customer is. */
export const addressSchema = z.strictObject({
  /** Country, ISO 3166-1 alpha-2. */
  country: countrySchema.optional(),
  /** State, province or region. */
  region: textSchema.optional(),
  /** City. */
  city: textSchema.optional(),
  /** District or county. */
  district: textSchema.optional(),
  /** Street, number, building. */
  street: textSchema.optional(),
  /** Postal code. */
  postalCode: textSchema.optional(),
  /** The customer's own time zone: quiet hours and birthdays follow it. */
  timeZone: zoneSchema.optional(),
});

/** Who the customer is, in the words of a census. */
export const demographicsSchema = z.strictObject({
  /** Day of birth, `YYYY-MM-DD`. */
  birthDate: dateSchema.optional(),
  /** Gender as the customer states it. */
  gender: textSchema.optional(),
  /** Income band, in the host's own bands. */
  incomeBand: textSchema.optional(),
  /** Occupation. */
  occupation: textSchema.optional(),
  /** Highest education. */
  education: textSchema.optional(),
  /** Marital status. */
  maritalStatus: textSchema.optional(),
  /** People in the household. */
  householdSize: z.int().min(1).optional(),
});

/** How the customer thinks and lives; usually from survey items (`scoreTraits`). */
export const psychographicsSchema = z.strictObject({
  /** What interests the customer. */
  interests: z.array(textSchema).optional(),
  /** What matters to the customer (price, quality, environment, …). */
  values: z.array(textSchema).optional(),
  /** Ways of living (family-oriented, outdoors, …). */
  lifestyles: z.array(textSchema).optional(),
  /** Personality traits, 0 to 1 each, by name. */
  personality: hostFieldsOf(z.number()).optional(),
});

/** How the customer wants to be treated. */
export const preferencesSchema = z.strictObject({
  /** Channels in order of preference. */
  channels: z.array(textSchema).optional(),
  /** Topics that the customer asked for. */
  topics: z.array(textSchema).optional(),
  /** Language to write in. */
  language: languageSchema.optional(),
  /** First hour of the day (0–23, customer's zone) at which contact is welcome. */
  contactFromHour: z.int().min(0).max(23).optional(),
  /** Hour of the day (1–24) from which contact is no longer welcome. */
  contactUntilHour: z.int().min(1).max(24).optional(),
});

/** An identifier of the customer in another system: `wechat:openid`, `wechat:unionid`, `wecom:external_userid`, `phone`, `email`, `member`, `device`, or a host's own namespace. */
export const identitySchema = z.strictObject({
  /** Whose identifier it is. */
  namespace: nameSchema,
  /** The identifier there. */
  value: identifierSchema,
});

/** A customer: a person or an organization with whom the business has, had, or may have dealings. */
export const customerSchema = z.strictObject({
  /** The host's identifier. */
  id: identifierSchema,
  /** A person (用户/客户) or an organization (B2B 客户). */
  kind: z.enum(["person", "organization"]).default("person"),
  /** Names. */
  name: customerNameSchema.optional(),
  /** E-mail addresses, the preferred one first. */
  emails: z.array(emailSchema).optional(),
  /** Phone numbers, the preferred one first. */
  phones: z.array(phoneSchema).optional(),
  /** The address that rules and segments look at. */
  address: addressSchema.optional(),
  /** Further addresses by label (`billing`, `shipping`, …). */
  otherAddresses: hostFieldsOf(addressSchema).optional(),
  /** Census facts. */
  demographics: demographicsSchema.optional(),
  /** Attitudes and life style. */
  psychographics: psychographicsSchema.optional(),
  /** Wishes about contact. */
  preferences: preferencesSchema.optional(),
  /** Identifiers in other systems. */
  identities: z.array(identitySchema).optional(),
  /** Free labels of the host. */
  tags: z.array(nameSchema).optional(),
  /** Staff member in charge (负责人). */
  ownerId: identifierSchema.optional(),
  /** Team in charge. */
  teamId: identifierSchema.optional(),
  /** Partner through whom the customer came (中介渠道). */
  partnerId: identifierSchema.optional(),
  /** Where the customer came from: a channel or a campaign. */
  source: textSchema.optional(),
  /** The host's own fields, typed by its schema. */
  attributes: attributesSchema.optional(),
  /** Grows by one with every change; the expected version of a save. */
  version: z.int().min(0).default(0),
  /** When the customer became known. */
  createdAt: instantSchema.optional(),
  /** When the profile last changed. */
  updatedAt: instantSchema.optional(),
});

/** A customer: a person or an organization with whom the business has, had, or may have dealings. */
export interface Customer extends z.output<typeof customerSchema> {}
/** What {@link parseCustomer} takes: instants may be texts or numbers, defaults may be absent. */
export interface CustomerInput extends z.input<typeof customerSchema> {}
/** Names of a customer. */
export interface CustomerName extends z.output<typeof customerNameSchema> {}
/** Address of a customer. */
export interface Address extends z.output<typeof addressSchema> {}
/** Identifier of a customer in another system. */
export interface Identity extends z.output<typeof identitySchema> {}

/**
 * The name to show: the display name, else family and given in the order of the locale, else the identifier.
 *
 * @example
 * displayName({ id: "c1", name: { given: "小明", family: "王" } }, { locale: "zh" }) // => "王小明"
 * displayName({ id: "c1", name: { given: "Ada", family: "Lovelace" } }) // => "Ada Lovelace"
 */
export function displayName(
  customer: Pick<Customer, "id" | "name">,
  { locale = "en" }: { readonly locale?: Locale | undefined } = {},
): string {
  const { display, given, family } = customer.name ?? {};
  if (display !== undefined && display !== "") return display;
  const parts = locale.startsWith("zh") ? [family, given] : [given, family];
  const name = parts.filter((part) => part !== undefined && part !== "").join(locale.startsWith("zh") ? "" : " ");
  return name === "" ? customer.id : name;
}
