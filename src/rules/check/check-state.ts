import { joinPath, nearestName } from "../../kernel/internal.js";
import { stateFamily } from "../language/catalog.js";
import type { Test } from "../language/expression.js";
import { checkKnownValues } from "./check-known-values.js";
import { report, type RuleCheck, warn } from "./rule-check.js";

/** Checks that the timeline of a key can exist and take the values of a test. The node is valid in its form. */
export function checkState(check: RuleCheck, key: string, test: Test, path: string): void {
  const { catalog } = check;
  if (catalog === undefined) return;
  const { states } = catalog;
  const place = joinPath(path, "key");
  const name = JSON.stringify(key);
  if (states === undefined) {
    warn(
      check,
      place,
      `The schema declares no timelines, so that ${name} may not exist.`,
      "Declare them with `states` of defineSchema.",
    );
    return;
  }
  const state = Object.hasOwn(states, key) ? states[key] : undefined;
  const family = state === undefined ? stateFamily(states, key) : undefined;
  if (state === undefined && family === undefined) {
    const near = nearestName(key, Object.keys(states));
    report(
      check,
      place,
      `The schema has no timeline ${name}.`,
      near === undefined ? undefined : `Did you mean state("${near}")?`,
    );
    return;
  }
  if (state === undefined) warn(check, place, `The timeline ${name} may not exist; the schema declares its family only.`);
  const known = state ?? family!;
  if (known.values !== undefined) checkKnownValues(check, test, joinPath(path, "test"), known);
}
