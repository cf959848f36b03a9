import { MILLISECONDS_PER } from "../../kernel/index.js";
import { refillsOf, type ReplenishmentModel } from "../models/replenishment.js";
import type { Positions, Scoring } from "./scorer.js";

/** Scores items by the probability that the customer buys them again soon. */
export function refillScorer(model: ReplenishmentModel, positions: Positions): Scoring {
  return {
    score({ history, asOf }, scores) {
      for (const { position, probability } of refillsOf(model, history, positions, asOf)) scores[position]! += probability;
    },
    explain({ history, asOf }, targets, add) {
      const places = new Map(targets.map((target, place) => [target, place]));
      for (const { position, probability, lastAt, gapDays } of refillsOf(model, history, positions, asOf)) {
        const place = places.get(position);
        if (place === undefined) continue;
        const days = Math.floor((asOf - lastAt) / MILLISECONDS_PER.days);
        add(place, { kind: "refill", itemId: model.items[position]!, amount: probability, gapDays, days });
      }
    },
  };
}
