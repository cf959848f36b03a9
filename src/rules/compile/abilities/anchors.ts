import type { Ability, AbilityTables } from "../context/ability.js";
import { agoWindow } from "../history/ago-window.js";
import { anchoredWindow } from "../history/anchored-window.js";
import { knownFor } from "../history/recency-measures.js";

/**
 * Ability for windows between two lengths of time ago, windows from an instant that the subject has (30 days from its first order),
 * and for how long it has been known.
 */
export const anchors = {
  name: "anchors",
  measures: { knownFor },
  windows: { ago: agoWindow, within: anchoredWindow, after: anchoredWindow },
} satisfies AbilityTables as Ability;
