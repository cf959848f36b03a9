import { isClienteleError } from "clientele/kernel";
import * as models from "../../../src/models/schemas/parse.js";
import {
  type Customer,
  type CustomerInput,
  customerSchema,
  displayName,
  parseCustomer,
  safeParseCustomer,
} from "clientele/models";
import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";

interface Model {
  readonly parse: (input: unknown) => unknown;
  readonly safeParse: (input: unknown) => models.ParseResult<unknown>;
  /** Every field filled in. */
  readonly full: Readonly<Record<string, unknown>>;
  /** Fields without which it says nothing. */
  readonly required: readonly string[];
  /** Fields with a default. */
  readonly defaults: Readonly<Record<string, unknown>>;
}

const at = new Date(Date.UTC(2026, 0, 31, 9));
const address = {
  country: "CN",
  region: "上海",
  city: "上海",
  district: "静安",
  street: "南京西路 1",
  postalCode: "200000",
  timeZone: "Asia/Shanghai",
};
const all: Readonly<Record<string, Model>> = {
  Customer: {
    parse: parseCustomer,
    safeParse: safeParseCustomer,
    required: ["id"],
    defaults: { kind: "person", version: 0 },
    full: {
      id: "c1",
      kind: "organization",
      name: { given: "小明", family: "王", display: "王小明" },
      emails: [{ address: "a@example.com", label: "work", verifiedAt: at }],
      phones: [{ number: "+8613800138000", label: "mobile", verifiedAt: at }],
      address,
      otherAddresses: { billing: address },
      demographics: {
        birthDate: "2000-02-29",
        gender: "f",
        incomeBand: "b",
        occupation: "teacher",
        education: "university",
        maritalStatus: "single",
        householdSize: 2,
      },
      psychographics: { interests: ["tea"], values: ["quality"], lifestyles: ["outdoors"], personality: { openness: 0.7 } },
      preferences: { channels: ["wechat"], topics: ["new"], language: "zh-CN", contactFromHour: 9, contactUntilHour: 21 },
      identities: [{ namespace: "wechat:openid", value: "o123" }],
      tags: ["vip"],
      ownerId: "ben",
      teamId: "t1",
      partnerId: "p1",
      source: "campaign",
      attributes: { plan: "pro", nested: { list: [1, null] } },
      version: 3,
      createdAt: at,
      updatedAt: at,
    },
  },
  CustomerLink: {
    parse: models.parseCustomerLink,
    safeParse: models.safeParseCustomerLink,
    required: ["fromId", "toId", "kind"],
    defaults: {},
    full: { fromId: "c1", toId: "o1", kind: "contact-of", buyingRole: "decider", title: "CFO", since: at, until: at },
  },
  Order: {
    parse: models.parseOrder,
    safeParse: models.safeParseOrder,
    required: ["id", "customerId", "placedAt", "currency", "lines"],
    defaults: { discounts: [], returns: [], payments: [], shipping: 0, tax: 0, status: "completed" },
    full: {
      id: "o1",
      customerId: "c1",
      placedAt: at,
      currency: "CNY",
      status: "open",
      channel: "store",
      storeId: "s1",
      staffId: "ben",
      attributes: { gift: true },
      shipping: 1,
      tax: 2,
      lines: [
        {
          productId: "p1",
          description: "Tea",
          categoryPath: ["tea", "green"],
          quantity: 1.5,
          unitPrice: 500,
          discount: 10,
          unitCost: 200,
        },
      ],
      discounts: [{ reason: "spring", couponId: "k1", amount: 50 }],
      returns: [{ id: "r1", at, lines: [{ productId: "p1", quantity: 1 }], refund: 500, reason: "broken" }],
      payments: [
        {
          id: "pay1",
          at,
          amount: 700,
          currency: "CNY",
          method: "card",
          customerId: "c1",
          orderId: "o1",
          invoiceId: "i1",
          status: "received",
        },
      ],
    },
  },
  Payment: {
    parse: models.parsePayment,
    safeParse: models.safeParsePayment,
    required: ["id", "at", "amount", "currency"],
    defaults: { status: "received" },
    full: {
      id: "pay1",
      at,
      amount: -700,
      currency: "CNY",
      method: "card",
      customerId: "c1",
      orderId: "o1",
      invoiceId: "i1",
      status: "refunded",
    },
  },
  Product: {
    parse: models.parseProduct,
    safeParse: models.safeParseProduct,
    required: ["id", "name"],
    defaults: { kind: "good", categoryPath: [], active: true },
    full: {
      id: "p1",
      name: "Tea",
      kind: "value-added-service",
      categoryPath: ["tea"],
      brand: "b",
      price: 500,
      cost: 200,
      currency: "CNY",
      refillDays: 30,
      warrantyDays: 365,
      active: false,
      availableFrom: at,
      attributes: {},
    },
  },
  Subscription: {
    parse: models.parseSubscription,
    safeParse: models.safeParseSubscription,
    required: ["id", "customerId", "plan", "price", "currency", "startedAt"],
    defaults: { period: "month", quantity: 1, status: "active" },
    full: {
      id: "s1",
      customerId: "c1",
      plan: "pro",
      price: 999,
      currency: "USD",
      period: "year",
      quantity: 5,
      startedAt: at,
      trialEndsAt: at,
      currentPeriodEndsAt: at,
      cancelledAt: at,
      cancelReason: "price",
      status: "cancelled",
    },
  },
  Consent: {
    parse: models.parseConsent,
    safeParse: models.safeParseConsent,
    required: ["id", "customerId", "purpose", "action", "at"],
    defaults: { basis: "consent", separate: false },
    full: {
      id: "g1",
      customerId: "c1",
      purpose: "marketing",
      channel: "email",
      action: "given",
      basis: "contract",
      at,
      expiresAt: at,
      source: "form",
      policyVersion: "3",
      separate: true,
      evidence: "mail",
    },
  },
  Staff: {
    parse: models.parseStaff,
    safeParse: models.safeParseStaff,
    required: ["id", "name"],
    defaults: { roles: [], skills: [], territories: [], active: true },
    full: {
      id: "ben",
      name: "Ben",
      teamId: "t1",
      storeId: "s1",
      roles: ["seller"],
      skills: ["zh"],
      territories: ["CN"],
      holdingLimit: 50,
      active: false,
      timeZone: "Asia/Shanghai",
    },
  },
  Team: {
    parse: models.parseTeam,
    safeParse: models.safeParseTeam,
    required: ["id", "name"],
    defaults: { department: "other" },
    full: { id: "t1", name: "North", department: "sales", parentId: "t0", leaderId: "ben" },
  },
  Store: {
    parse: models.parseStore,
    safeParse: models.safeParseStore,
    required: ["id", "name"],
    defaults: {},
    full: { id: "s1", name: "静安店", address },
  },
  Partner: {
    parse: models.parsePartner,
    safeParse: models.safeParsePartner,
    required: ["id", "name"],
    defaults: {},
    full: { id: "p1", name: "Agency", kind: "reseller", attributes: { rate: 0.1 } },
  },
  Contract: {
    parse: models.parseContract,
    safeParse: models.safeParseContract,
    required: ["id", "customerId", "value", "currency", "startsOn"],
    defaults: { autoRenews: false, status: "active" },
    full: {
      id: "k1",
      customerId: "c1",
      title: "Frame",
      value: 100,
      currency: "EUR",
      startsOn: "2024-02-29",
      endsOn: "2025-02-28",
      autoRenews: true,
      status: "ended",
    },
  },
  Invoice: {
    parse: models.parseInvoice,
    safeParse: models.safeParseInvoice,
    required: ["id", "customerId", "issuedAt", "amount", "currency"],
    defaults: { status: "open" },
    full: {
      id: "i1",
      customerId: "c1",
      contractId: "k1",
      orderId: "o1",
      issuedAt: at,
      dueOn: "2026-02-28",
      amount: 100,
      currency: "EUR",
      status: "overdue",
    },
  },
  PaymentPlan: {
    parse: models.parsePaymentPlan,
    safeParse: models.safeParsePaymentPlan,
    required: ["id", "customerId", "currency", "instalments"],
    defaults: {},
    full: {
      id: "n1",
      customerId: "c1",
      contractId: "k1",
      orderId: "o1",
      currency: "EUR",
      instalments: [{ dueOn: "2026-02-28", amount: 50, paidAt: at }],
    },
  },
  Coupon: {
    parse: models.parseCoupon,
    safeParse: models.safeParseCoupon,
    required: ["id", "definitionId", "customerId", "issuedAt"],
    defaults: {},
    full: {
      id: "u1",
      definitionId: "spring",
      customerId: "c1",
      name: "10 off",
      issuedAt: at,
      expiresAt: at,
      redeemedAt: at,
      orderId: "o1",
    },
  },
  Ticket: {
    parse: models.parseTicket,
    safeParse: models.safeParseTicket,
    required: ["id", "customerId", "openedAt"],
    defaults: { priority: "normal", complaint: false, status: "new" },
    full: {
      id: "t1",
      customerId: "c1",
      subject: "late",
      category: "delivery",
      channel: "phone",
      priority: "urgent",
      complaint: true,
      status: "waiting",
      assigneeId: "ben",
      openedAt: at,
      firstResponseAt: at,
      resolvedAt: at,
    },
  },
  Task: {
    parse: models.parseTask,
    safeParse: models.safeParseTask,
    required: ["id", "title"],
    defaults: { priority: "normal" },
    full: {
      id: "t1",
      title: "Call",
      customerId: "c1",
      assigneeId: "ben",
      dueAt: at,
      doneAt: at,
      origin: "play",
      priority: "low",
    },
  },
};
const names = Object.keys(all);
const paths = (result: models.ParseResult<unknown>): string[] => (result.ok ? [] : result.problems.map(({ path }) => path));

describe("every model", () => {
  test("is tested here: each parse function of the module has its entry", () => {
    const parsers = Object.keys(models).filter(
      (name) => /^parse[A-Z]/.test(name) && !["parseInteraction", "parseRecord"].includes(name),
    );
    expect(parsers.sort()).toEqual(names.map((name) => `parse${name}`).sort());
  });

  test.each(names)("%s accepts all of its fields, and reads back what JSON made of it", (name) => {
    const { parse, full } = all[name]!;
    expect(parse(full)).toEqual(full);
    expect(parse(JSON.parse(JSON.stringify(full)))).toEqual(full);
    expect(parse(structuredClone(full))).toEqual(full);
  });

  test.each(names)("%s takes instants in three forms", (name) => {
    const { parse, full } = all[name]!;
    const inForm = (value: unknown, form: (date: Date) => unknown): unknown =>
      value instanceof Date
        ? form(value)
        : Array.isArray(value)
          ? value.map((one) => inForm(one, form))
          : typeof value === "object" && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inForm(one, form)]))
            : value;
    for (const form of [(date: Date) => date.getTime(), (date: Date) => date.toISOString(), () => "2026-01-31T17:00:00+08:00"])
      expect(parse(inForm(full, form))).toEqual(full);
  });

  test.each(names)("%s needs the fields without which it says nothing, and fills in its defaults", (name) => {
    const { parse, safeParse, full, required, defaults } = all[name]!;
    expect(paths(safeParse({})).sort()).toEqual([...required].sort());
    const least = Object.fromEntries(required.map((field) => [field, full[field]]));
    expect(parse(least)).toEqual({ ...least, ...defaults });
  });

  test.each(names)("%s refuses an unknown field, and a wrong value in each field that it has", (name) => {
    const { parse, safeParse, full } = all[name]!;
    const surprise = safeParse({ ...full, surprise: 1 });
    expect(!surprise.ok && surprise.problems[0]!.message).toContain("surprise");
    for (const field of Object.keys(full)) {
      const found = paths(safeParse({ ...full, [field]: () => 0 }));
      expect(found.length > 0 && found.every((path) => path.startsWith(field))).toBe(true);
    }
    try {
      parse({ ...full, surprise: 1 });
      expect.unreachable();
    } catch (error) {
      expect(isClienteleError(error, "invalid_input") && error.details.problems).toEqual(!surprise.ok && surprise.problems);
    }
  });

  test.each(names)("%s answers anything at all with a value or with problems, and never crashes", (name) => {
    fc.assert(
      fc.property(
        fc.anything({ withDate: true, withBigInt: true, withMap: true, withNullPrototype: true, withSparseArray: true }),
        (input) => {
          const result = all[name]!.safeParse(input);
          expect(result.ok || result.problems.length > 0).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each(names)("%s refuses unpaired surrogates and U+0000 wherever it takes text", (name) => {
    const { safeParse, full } = all[name]!;
    for (const [field, value] of Object.entries(full)) {
      if (typeof value !== "string") continue;
      expect(paths(safeParse({ ...full, [field]: `${value}\ud800` }))).toEqual([field]);
      expect(paths(safeParse({ ...full, [field]: `${value}\u0000` }))).toEqual([field]);
    }
  });
});

describe("a customer", () => {
  test("may be called __proto__", () => {
    expect(parseCustomer(JSON.parse('{"id":"__proto__"}'))).toEqual({ id: "__proto__", kind: "person", version: 0 });
  });

  test.each<[string, unknown, string]>([
    ["an e-mail address", { emails: [{ address: "ada@" }] }, "emails[0].address"],
    ["a country", { address: { country: "China" } }, "address.country"],
    ["a time zone", { address: { timeZone: "constructor" } }, "address.timeZone"],
    ["a day of birth", { demographics: { birthDate: "2001-02-29" } }, "demographics.birthDate"],
    ["a household", { demographics: { householdSize: 0 } }, "demographics.householdSize"],
    ["a language", { preferences: { language: "Chinese" } }, "preferences.language"],
    ["an hour", { preferences: { contactFromHour: 24 } }, "preferences.contactFromHour"],
    ["a version", { version: -1 }, "version"],
    ["a tag", { tags: [""] }, "tags[0]"],
    ["an identity", { identities: [{ namespace: "", value: "x" }] }, "identities[0].namespace"],
    ["an instant", { createdAt: "2026-02-30T00:00:00Z" }, "createdAt"],
    [
      "__proto__ as a field of the host",
      { attributes: JSON.parse('{"__proto__":{"isAdmin":true}}') as unknown },
      "attributes.__proto__",
    ],
    [
      "__proto__ as the label of an address",
      { otherAddresses: JSON.parse('{"__proto__":{}}') as unknown },
      "otherAddresses.__proto__",
    ],
    ["an unpaired surrogate in a field of the host", { attributes: { a: [{ b: "\udfff" }] } }, "attributes.a[0].b"],
    ["a field of the host with U+0000 in its name", { attributes: { "a\u0000": 1 } }, "attributes.a\u0000"],
  ])("with a wrong value for %s says where", (_what, more, path) => {
    expect(paths(safeParseCustomer({ id: "c1", ...(more as object) }))).toEqual([path]);
  });

  test("is told what an instant is, in words", () => {
    for (const createdAt of [new Date(Number.NaN), Number.NaN, true, "yesterday"]) {
      const result = safeParseCustomer({ id: "c1", createdAt });
      expect(!result.ok && result.problems).toEqual([
        { path: "createdAt", message: "Give a Date, epoch milliseconds, or ISO 8601 with an offset (2026-01-31T09:00:00Z)." },
      ]);
    }
  });

  test("has the types of its schema", () => {
    expectTypeOf<Customer["createdAt"]>().toEqualTypeOf<Date | undefined>();
    expectTypeOf<CustomerInput["createdAt"]>().toEqualTypeOf<Date | string | number | undefined>();
    expectTypeOf<Customer["attributes"]>().toEqualTypeOf<Record<string, unknown> | undefined>();
    expectTypeOf<Customer["kind"]>().toEqualTypeOf<"person" | "organization">();
    // @ts-expect-error a customer has an identifier
    const nobody: Customer = { kind: "person", version: 0 };
    expect(nobody.id).toBeUndefined();
  });

  test("is extended by the host with checked attributes", () => {
    const schema = customerSchema.extend({ attributes: z.strictObject({ plan: z.enum(["free", "pro"]) }) });
    expectTypeOf<z.output<typeof schema>["attributes"]>().toEqualTypeOf<{ plan: "free" | "pro" }>();
    expect(schema.parse({ id: "c1", attributes: { plan: "pro" } })).toEqual({
      id: "c1",
      kind: "person",
      version: 0,
      attributes: { plan: "pro" },
    });
    expect(schema.safeParse({ id: "c1", attributes: { plan: "gold" } }).success).toBe(false);
  });
});

describe("the name to show", () => {
  test.each([
    [{ given: "小明", family: "王" }, "zh", "王小明"],
    [{ given: "小明", family: "王" }, "zh-CN", "王小明"],
    [{ given: "Ada", family: "Lovelace" }, "en", "Ada Lovelace"],
    [{ given: "Ada", family: "Lovelace", display: "Countess" }, "zh", "Countess"],
    [{ given: "", family: "Lovelace", display: "" }, "en", "Lovelace"],
    [{}, "en", "c1"],
    [undefined, "en", "c1"],
  ])("of %j in %s is %s", (name, locale, shown) => {
    expect(displayName({ id: "c1", name }, { locale })).toBe(shown);
  });
});
