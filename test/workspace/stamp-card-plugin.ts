import type { Interaction, TimelineStep } from "clientele/models";
import { type PluginCommand, type PluginUnwind, type WorkspacePlugin } from "clientele/workspace";
import * as z from "zod";

/** State of the card: everything that its facts add up to. */
export interface StampCard {
  /** Stamps that are not spent; below zero if an order was taken back after its stamp was spent. */
  readonly stamps: number;
  readonly gifts: number;
}

/** What all customers share: how many gifts have been given away. */
interface Stock {
  readonly given: number;
}

const PRICE = 3;
const DAY = 86_400_000;

const stampInteractions = {
  "gift.claimed": z.object({ stamps: z.int(), gift: z.string() }),
  "gift.returned": z.object({ stamps: z.int(), gift: z.string() }),
  "stamp.revoked": z.object({ orderId: z.string() }),
};

const claim: PluginCommand<StampCard, unknown, { readonly gift: string }> = {
  label: { en: "Claim a gift", zh: "领取礼品" },
  input: z.object({ gift: z.string() }),
  needs: ({ input }) => ({ shared: [input.gift] }),
  decide({ input, state, shared, asOf, subject }) {
    const { given } = (shared[input.gift] as Stock | null) ?? { given: 0 };
    const last = subject.history.findLast(({ type, at }) => type === "gift.claimed" && at.getTime() <= asOf);
    const rested = (last?.at.getTime() ?? Number.NEGATIVE_INFINITY) + DAY;
    if (rested > asOf) {
      const reason = { en: "One gift per day.", zh: "每天限领一份礼品。" };
      return { refused: { code: "one_per_day", reason, nextAt: new Date(rested) } };
    }
    if (state.stamps < PRICE) {
      return { refused: { code: "too_few_stamps", reason: { en: "Too few stamps.", zh: "集点不足。" } } };
    }
    if (given >= stockOf(input.gift)) {
      return { refused: { code: "out_of_stock", reason: { en: "No gift is left.", zh: "礼品已发完。" } } };
    }
    return {
      facts: [{ type: "gift.claimed", properties: { stamps: PRICE, gift: input.gift } }],
      shared: { [input.gift]: { given: given + 1 } satisfies Stock },
    };
  },
};

/** Number of pieces of a gift: `"cup:5"` has five. */
function stockOf(gift: string): number {
  return Number(gift.split(":")[1]);
}

const unwind: PluginUnwind<StampCard> = {
  decide({ input: { orderId }, subject }) {
    const ofOrder = ({ properties }: Interaction): boolean => properties["orderId"] === orderId;
    const isPlaced = subject.history.some((fact) => fact.type === "order.placed" && ofOrder(fact));
    const isRevoked = subject.history.some((fact) => fact.type === "stamp.revoked" && ofOrder(fact));
    return { facts: isPlaced && !isRevoked ? [{ type: "stamp.revoked", properties: { orderId } }] : [] };
  },
};

/**
 * Plugin of a host. Every order earns a stamp, three stamps buy a gift out of a stock that all customers share, and an order
 * that is taken back costs its stamp.
 */
export function stampCardPlugin() {
  return {
    id: "stamp-card" as const,
    version: 1,
    label: { en: "Stamp card", zh: "集点卡" },
    reads: [],
    writes: ["card:stamps"],
    inventory: [
      { path: "stamps", label: { en: "Stamps", zh: "点数" }, sensitivity: "personal", origin: "derived" },
      { path: "gifts", label: { en: "Gifts", zh: "礼品" }, sensitivity: "personal", origin: "derived" },
    ],
    interactions: stampInteractions,
    commands: { claim },
    unwind,
    decide({ subject, asOf, timelines }) {
      let card: StampCard = { stamps: 0, gifts: 0 };
      const steps: TimelineStep[] = [];
      for (const { type, at, properties } of subject.history) {
        if (at.getTime() > asOf) break;
        const { stamps = 0 } = properties as { readonly stamps?: number };
        if (type === "order.placed") card = { ...card, stamps: card.stamps + 1 };
        else if (type === "stamp.revoked") card = { ...card, stamps: card.stamps - 1 };
        else if (type === "gift.claimed") card = { stamps: card.stamps - stamps, gifts: card.gifts + 1 };
        else if (type === "gift.returned") card = { stamps: card.stamps + stamps, gifts: card.gifts - 1 };
        else continue;
        if (steps.at(-1)?.value !== card.stamps) steps.push({ from: at, value: card.stamps });
      }
      const before = timelines["card:stamps"]?.at(-1)?.value ?? 0;
      const isNew = card.stamps !== before;
      return {
        state: card,
        timelines: { "card:stamps": steps },
        messages: isNew ? [{ id: `stamps:${subject.id}`, type: "stamps.changed", payload: { stamps: card.stamps } }] : [],
        nextCheckAt: null,
      };
    },
  } satisfies WorkspacePlugin<StampCard>;
}
