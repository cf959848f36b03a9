import type { Problem } from "../../kernel/index.js";
import { joinPath, nearestName } from "../../kernel/internal.js";
import { unknownKeys } from "../../rules/internal.js";

const STRATEGY_KEYS = ["goal", "plays", "channels", "owner"];
const PLAY_KEYS = [
  "id",
  "kind",
  "label",
  "audience",
  "channels",
  "owner",
  "goal",
  "action",
  "actWithin",
  "budget",
  "holdOut",
  "stopWhen",
];

/**
 * Returns the problems of a strategy. A play may carry keys of its own, because modules and hosts extend plays; a key that is
 * almost one of a play is reported.
 *
 * @param path - place of the strategy in the definition
 * @example
 * problemsOfStrategy({ goal: { en: "Keep", zh: "维系" }, channel: "email" }, "states.a.strategy")[0].hint // => "Did you mean \"channels\"?"
 */
export function problemsOfStrategy(strategy: unknown, path: string): Problem[] {
  if (!isObject(strategy)) return [{ path, message: "A strategy must be an object with a goal." }];
  const problems = unknownKeys(strategy, STRATEGY_KEYS, path);
  if (!isObject(strategy.goal)) problems.push({ path: joinPath(path, "goal"), message: "The goal must be a text per language." });
  const { plays } = strategy;
  if (plays === undefined) return problems;
  const playsPath = joinPath(path, "plays");
  if (!Array.isArray(plays)) return [...problems, { path: playsPath, message: "`plays` must be an array." }];
  const ids = new Set<unknown>();
  plays.forEach((play: unknown, index) => {
    const place = `${playsPath}[${index}]`;
    if (!isObject(play)) return void problems.push({ path: place, message: "A play must be an object." });
    if (typeof play.id !== "string" || play.id === "" || ids.has(play.id))
      problems.push({ path: joinPath(place, "id"), message: "Every play needs an identifier of its own." });
    ids.add(play.id);
    for (const [key, value] of Object.entries(play)) {
      if (value === undefined || PLAY_KEYS.includes(key)) continue;
      const near = nearestName(key, PLAY_KEYS);
      if (near === undefined) continue;
      problems.push({
        path: joinPath(place, key),
        message: "This key is not known here.",
        hint: `Did you mean ${JSON.stringify(near)}?`,
      });
    }
    const { holdOut } = play;
    if (holdOut !== undefined && !(typeof holdOut === "number" && holdOut >= 0 && holdOut <= 1))
      problems.push({ path: joinPath(place, "holdOut"), message: "`holdOut` must be a number from 0 to 1." });
  });
  return problems;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
