import type { Catalog } from "../language/catalog.js";

/** Catalog of the standard customer and interactions. Written by `npm run generate` from the models; a test keeps it current. */
export const standardCatalog: Catalog = {
  version: 1,
  attributes: {
    id: {
      type: "text",
    },
    kind: {
      type: "text",
      values: ["person", "organization"],
    },
    "name.given": {
      type: "text",
    },
    "name.family": {
      type: "text",
    },
    "name.display": {
      type: "text",
    },
    emails: {
      type: "opaque",
      items: {
        address: {
          type: "text",
        },
        label: {
          type: "text",
        },
        verifiedAt: {
          type: "instant",
        },
      },
    },
    phones: {
      type: "opaque",
      items: {
        number: {
          type: "text",
        },
        label: {
          type: "text",
        },
        verifiedAt: {
          type: "instant",
        },
      },
    },
    "address.country": {
      type: "text",
    },
    "address.region": {
      type: "text",
    },
    "address.city": {
      type: "text",
    },
    "address.district": {
      type: "text",
    },
    "address.street": {
      type: "text",
    },
    "address.postalCode": {
      type: "text",
    },
    "address.timeZone": {
      type: "text",
    },
    otherAddresses: {
      type: "opaque",
    },
    "demographics.birthDate": {
      type: "date",
    },
    "demographics.gender": {
      type: "text",
    },
    "demographics.incomeBand": {
      type: "text",
    },
    "demographics.occupation": {
      type: "text",
    },
    "demographics.education": {
      type: "text",
    },
    "demographics.maritalStatus": {
      type: "text",
    },
    "demographics.householdSize": {
      type: "integer",
      decimals: 0,
    },
    "psychographics.interests": {
      type: "texts",
    },
    "psychographics.values": {
      type: "texts",
    },
    "psychographics.lifestyles": {
      type: "texts",
    },
    "psychographics.personality": {
      type: "opaque",
    },
    "preferences.channels": {
      type: "texts",
    },
    "preferences.topics": {
      type: "texts",
    },
    "preferences.language": {
      type: "text",
    },
    "preferences.contactFromHour": {
      type: "integer",
      decimals: 0,
    },
    "preferences.contactUntilHour": {
      type: "integer",
      decimals: 0,
    },
    identities: {
      type: "opaque",
      items: {
        namespace: {
          type: "text",
        },
        value: {
          type: "text",
        },
      },
    },
    tags: {
      type: "texts",
    },
    ownerId: {
      type: "text",
    },
    teamId: {
      type: "text",
    },
    partnerId: {
      type: "text",
    },
    source: {
      type: "text",
    },
    attributes: {
      type: "opaque",
    },
    version: {
      type: "integer",
      decimals: 0,
    },
    createdAt: {
      type: "instant",
    },
    updatedAt: {
      type: "instant",
    },
  },
  interactions: {
    "page.viewed": {
      url: {
        type: "text",
      },
      title: {
        type: "text",
      },
      referrer: {
        type: "text",
      },
      dwellTime: {
        type: "integer",
        decimals: 0,
      },
    },
    "product.viewed": {
      productId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      price: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
    },
    "search.performed": {
      query: {
        type: "text",
      },
      results: {
        type: "integer",
        decimals: 0,
      },
    },
    "cart.added": {
      productId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      price: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      quantity: {
        type: "number",
      },
    },
    "cart.removed": {
      productId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      price: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      quantity: {
        type: "number",
      },
    },
    "checkout.started": {
      cartId: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
    },
    "miniprogram.visited": {
      page: {
        type: "text",
      },
      scene: {
        type: "text",
      },
    },
    "order.placed": {
      orderId: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      discount: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      shipping: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      tax: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      cost: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      units: {
        type: "number",
        decimals: 3,
      },
      products: {
        type: "texts",
      },
      categories: {
        type: "texts",
      },
      lines: {
        type: "opaque",
        items: {
          productId: {
            type: "text",
          },
          quantity: {
            type: "number",
          },
          unitPrice: {
            type: "integer",
            decimals: 0,
            currency: "currency",
          },
          category: {
            type: "text",
          },
        },
      },
      couponId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      storeId: {
        type: "text",
      },
    },
    "order.refunded": {
      orderId: {
        type: "text",
      },
      refundId: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      units: {
        type: "number",
        decimals: 3,
      },
      reason: {
        type: "text",
      },
    },
    "order.cancelled": {
      orderId: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "order.shipped": {
      orderId: {
        type: "text",
      },
      carrier: {
        type: "text",
      },
      promisedAt: {
        type: "instant",
      },
    },
    "order.delivered": {
      orderId: {
        type: "text",
      },
      onTime: {
        type: "boolean",
      },
    },
    "order.delayed": {
      orderId: {
        type: "text",
      },
      days: {
        type: "number",
      },
      reason: {
        type: "text",
      },
    },
    "return.requested": {
      orderId: {
        type: "text",
      },
      products: {
        type: "texts",
      },
      reason: {
        type: "text",
      },
    },
    "return.received": {
      orderId: {
        type: "text",
      },
      products: {
        type: "texts",
      },
      reason: {
        type: "text",
      },
    },
    "payment.received": {
      paymentId: {
        type: "text",
      },
      orderId: {
        type: "text",
      },
      invoiceId: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      method: {
        type: "text",
      },
    },
    "product.reviewed": {
      productId: {
        type: "text",
      },
      rating: {
        type: "number",
      },
      text: {
        type: "text",
      },
    },
    "coupon.issued": {
      couponId: {
        type: "text",
      },
      definitionId: {
        type: "text",
      },
    },
    "coupon.redeemed": {
      couponId: {
        type: "text",
      },
      definitionId: {
        type: "text",
      },
      orderId: {
        type: "text",
      },
      discount: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
    },
    "coupon.expired": {
      couponId: {
        type: "text",
      },
      definitionId: {
        type: "text",
      },
    },
    "service.used": {
      serviceId: {
        type: "text",
      },
      productId: {
        type: "text",
      },
      quantity: {
        type: "integer",
        decimals: 0,
      },
    },
    "trial.started": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
    },
    "subscription.started": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
    },
    "subscription.renewed": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
    },
    "subscription.changed": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      previousPlan: {
        type: "text",
      },
      direction: {
        type: "text",
        values: ["upgrade", "downgrade", "sidegrade"],
      },
    },
    "subscription.paused": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
    },
    "subscription.resumed": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
    },
    "subscription.payment-failed": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
      total: {
        type: "integer",
        decimals: 0,
        currency: "currency",
      },
      currency: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "subscription.cancelled": {
      subscriptionId: {
        type: "text",
      },
      plan: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "account.created": {
      accountId: {
        type: "text",
      },
      deviceId: {
        type: "text",
      },
      country: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "account.logged-in": {
      accountId: {
        type: "text",
      },
      deviceId: {
        type: "text",
      },
      country: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "account.login-failed": {
      accountId: {
        type: "text",
      },
      deviceId: {
        type: "text",
      },
      country: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "account.locked": {
      accountId: {
        type: "text",
      },
      deviceId: {
        type: "text",
      },
      country: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "message.sent": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
    },
    "message.delivered": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
    },
    "message.opened": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
    },
    "message.clicked": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
      url: {
        type: "text",
      },
    },
    "message.replied": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
      text: {
        type: "text",
      },
    },
    "message.bounced": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "message.unsubscribed": {
      messageId: {
        type: "text",
      },
      campaignId: {
        type: "text",
      },
      purpose: {
        type: "text",
      },
      templateId: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
    "call.logged": {
      staffId: {
        type: "text",
      },
      direction: {
        type: "text",
        values: ["inbound", "outbound"],
      },
      minutes: {
        type: "number",
      },
      subject: {
        type: "text",
      },
      outcome: {
        type: "text",
      },
      nextStep: {
        type: "text",
      },
      connected: {
        type: "boolean",
      },
    },
    "meeting.held": {
      staffId: {
        type: "text",
      },
      direction: {
        type: "text",
        values: ["inbound", "outbound"],
      },
      minutes: {
        type: "number",
      },
      subject: {
        type: "text",
      },
      outcome: {
        type: "text",
      },
      nextStep: {
        type: "text",
      },
    },
    "visit.logged": {
      staffId: {
        type: "text",
      },
      direction: {
        type: "text",
        values: ["inbound", "outbound"],
      },
      minutes: {
        type: "number",
      },
      subject: {
        type: "text",
      },
      outcome: {
        type: "text",
      },
      nextStep: {
        type: "text",
      },
      place: {
        type: "text",
      },
    },
    "social.mentioned": {
      network: {
        type: "text",
      },
      text: {
        type: "text",
      },
      sentiment: {
        type: "number",
      },
    },
    "contact.added": {
      groupId: {
        type: "text",
      },
      staffId: {
        type: "text",
      },
    },
    "contact.removed": {
      groupId: {
        type: "text",
      },
      staffId: {
        type: "text",
      },
    },
    "group.joined": {
      groupId: {
        type: "text",
      },
      staffId: {
        type: "text",
      },
    },
    "group.left": {
      groupId: {
        type: "text",
      },
      staffId: {
        type: "text",
      },
    },
    "event.attended": {
      eventId: {
        type: "text",
      },
      name: {
        type: "text",
      },
    },
    "referral.made": {
      referredCustomerId: {
        type: "text",
      },
      invitations: {
        type: "integer",
        decimals: 0,
      },
    },
    "ticket.opened": {
      ticketId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      priority: {
        type: "text",
        values: ["low", "normal", "high", "urgent"],
      },
      subject: {
        type: "text",
      },
    },
    "ticket.resolved": {
      ticketId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      priority: {
        type: "text",
        values: ["low", "normal", "high", "urgent"],
      },
      firstContact: {
        type: "boolean",
      },
    },
    "ticket.reopened": {
      ticketId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      priority: {
        type: "text",
        values: ["low", "normal", "high", "urgent"],
      },
      reason: {
        type: "text",
      },
    },
    "complaint.raised": {
      ticketId: {
        type: "text",
      },
      category: {
        type: "text",
      },
      priority: {
        type: "text",
        values: ["low", "normal", "high", "urgent"],
      },
      severity: {
        type: "number",
      },
      text: {
        type: "text",
      },
    },
    "survey.sent": {
      surveyId: {
        type: "text",
      },
      touchpoint: {
        type: "text",
      },
    },
    "survey.answered": {
      surveyId: {
        type: "text",
      },
      touchpoint: {
        type: "text",
      },
      nps: {
        type: "integer",
        decimals: 0,
      },
      csat: {
        type: "number",
      },
      ces: {
        type: "number",
      },
      text: {
        type: "text",
      },
    },
    "feedback.given": {
      text: {
        type: "text",
      },
      sentiment: {
        type: "number",
      },
      category: {
        type: "text",
      },
    },
    "suggestion.made": {
      text: {
        type: "text",
      },
      category: {
        type: "text",
      },
    },
    "consent.given": {
      purpose: {
        type: "text",
      },
      channel: {
        type: "text",
      },
    },
    "consent.withdrawn": {
      purpose: {
        type: "text",
      },
      channel: {
        type: "text",
      },
    },
    "stage.changed": {
      lifecycle: {
        type: "text",
      },
      from: {
        type: "text",
      },
      to: {
        type: "text",
      },
      reason: {
        type: "text",
      },
    },
  },
};
