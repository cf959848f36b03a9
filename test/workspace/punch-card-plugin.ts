import type { TimelineStep } from "clientele/models";
import type { PluginMessage, WorkspacePlugin } from "clientele/workspace";

/** State of the card. */
export interface PunchCard {
  readonly punches: number;
  readonly lastAt: number | null;
}

const EXPIRES_AFTER = 60 * 86_400_000;
const FULL = 5;

/**
 * Plugin of a host. Every order punches a card, the fifth punch fills it, and sixty days without a punch empty it at the exact
 * instant. It reads the stage and therefore decides after it.
 */
export function punchCardPlugin(): WorkspacePlugin<PunchCard> {
  return {
    id: "punch-card",
    version: 1,
    label: { en: "Punch card", zh: "集点卡" },
    reads: ["stage:retail"],
    writes: ["card:punches"],
    inventory: [
      { path: "punches", label: { en: "Punches", zh: "点数" }, sensitivity: "personal", origin: "derived" },
      { path: "lastAt", label: { en: "Last punch", zh: "最近集点" }, sensitivity: "personal", origin: "derived" },
    ],
    decide({ subject, state, timelines, since, asOf, late }) {
      const goesOn = state !== null && since !== null && !late;
      let card: PunchCard = goesOn ? state : { punches: 0, lastAt: null };
      const steps: TimelineStep[] = goesOn ? [...(timelines["card:punches"] ?? [])] : [];
      const messages: PluginMessage[] = [];
      const put = (next: PunchCard, at: number): void => {
        card = next;
        if (steps.at(-1)?.from.getTime() === at) steps.pop();
        if (steps.at(-1)?.value !== next.punches) steps.push({ from: new Date(at), value: next.punches });
      };
      const expireUntil = (at: number): void => {
        if (card.lastAt !== null && card.punches > 0 && card.lastAt + EXPIRES_AFTER <= at) {
          put({ punches: 0, lastAt: card.lastAt }, card.lastAt + EXPIRES_AFTER);
        }
      };
      for (const { id, type, at } of subject.history) {
        const instant = at.getTime();
        if (type !== "order.placed" || instant > asOf || (goesOn && instant <= since)) continue;
        expireUntil(instant);
        put({ punches: (card.punches % FULL) + 1, lastAt: instant }, instant);
        if (card.punches === FULL) messages.push({ id: `full:${id}`, type: "card.full", payload: { happenedAt: at } });
      }
      expireUntil(asOf);
      const nextCheckAt = card.lastAt !== null && card.punches > 0 ? new Date(card.lastAt + EXPIRES_AFTER) : null;
      return { state: card, timelines: { "card:punches": steps }, messages, nextCheckAt };
    },
    view: ({ state, subject }) => [
      {
        key: "punches",
        label: { en: "Punches", zh: "点数" },
        value: state.punches,
        text: { en: `${state.punches} of ${FULL}`, zh: `${state.punches}/${FULL}` },
        since: null,
        until: null,
        reasons: [{ en: `Stage ${String(subject.timelines["stage:retail"]?.at(-1)?.value)}`, zh: "阶段" }],
        field: "punches",
      },
    ],
  };
}
