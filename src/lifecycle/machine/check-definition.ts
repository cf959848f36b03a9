import { isClienteleError, type Problem } from "../../kernel/index.js";
import { durationMilliseconds, joinPath, nearestName } from "../../kernel/internal.js";
import { type Catalog, type Rule, safeParseRule } from "../../rules/index.js";
import { unknownKeys } from "../../rules/internal.js";
import { problemsOfStrategy } from "./check-strategy.js";
import type { LifecycleDefinition, TransitionDefinition } from "./definition.js";

const LIFECYCLE_KEYS = ["id", "version", "label", "initial", "states", "transitions"];
const STATE_KEYS = ["label", "description", "final", "rank", "strategy", "entry", "exit"];
const TRANSITION_KEYS = ["id", "from", "to", "on", "manual", "when", "after", "priority", "label", "effects", "requires"];
const EFFECT_KEYS = ["type", "data"];
const REQUIRED_KEYS = ["roles", "attributes", "inputs"];

/** Most states of a lifecycle: columns of stages hold one byte per step, and 255 stands for "not started". */
const MAX_STATES = 255;

/** Returns every problem of a definition. Never throws, whatever the input is. */
export function problemsOfDefinition(definition: LifecycleDefinition, catalog: Catalog): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, message, hint) => {
    problems.push({ path, message, ...(hint !== undefined && { hint }) });
  };
  if (!isObject(definition)) {
    report("", "A lifecycle must be an object with id, initial, states and transitions.");
    return problems;
  }
  problems.push(...unknownKeys(definition, LIFECYCLE_KEYS));
  if (!isText(definition.id)) report("id", "The lifecycle needs an identifier.");
  if (definition.version !== undefined && !(Number.isInteger(definition.version) && definition.version >= 1))
    report("version", "The version must be an integer of at least 1.");
  const states = isObject(definition.states) ? Object.keys(definition.states) : [];
  if (states.length === 0) report("states", "The lifecycle needs at least one state.");
  if (states.length > MAX_STATES) report("states", `A lifecycle has at most ${MAX_STATES} states.`);
  for (const name of states) checkState(definition.states[name], name, problems, report);
  const known = new Set(states);
  const checkName = (path: string, name: unknown): void => {
    if (typeof name === "string" && known.has(name)) return;
    const near = typeof name === "string" ? nearestName(name, known) : undefined;
    report(path, `There is no state ${JSON.stringify(name)}.`, didYouMean(near));
  };
  checkName("initial", definition.initial);
  if (!Array.isArray(definition.transitions)) {
    report("transitions", "`transitions` must be an array.");
    return problems;
  }
  const ids = new Set<string>();
  definition.transitions.forEach((transition: TransitionDefinition, index) => {
    const path = `transitions[${index}]`;
    if (!isObject(transition)) return void report(path, "A transition must be an object.");
    problems.push(...unknownKeys(transition, TRANSITION_KEYS, path));
    const id = transition.id ?? `#${index}`;
    if (!isText(id) || ids.has(id)) report(joinPath(path, "id"), "Every transition needs an identifier of its own.");
    ids.add(id);
    checkName(joinPath(path, "to"), transition.to);
    if (transition.from !== "*") {
      const from: readonly unknown[] = Array.isArray(transition.from) ? transition.from : [transition.from];
      if (from.length === 0) report(joinPath(path, "from"), "`from` must name at least one state.");
      for (const name of from) {
        checkName(joinPath(path, "from"), name);
        if (typeof name === "string" && known.has(name) && definition.states[name]?.final === true)
          report(joinPath(path, "from"), `The state ${JSON.stringify(name)} is final: no transition leads out of it.`);
      }
    }
    checkTrigger(transition, path, catalog, report);
    if (transition.priority !== undefined && !Number.isFinite(transition.priority))
      report(joinPath(path, "priority"), "The priority must be a finite number.");
    if (transition.when !== undefined)
      checkGuard(transition.when, joinPath(path, "when"), `stage:${definition.id}`, catalog, report);
    checkEffects(transition.effects, joinPath(path, "effects"), problems, report);
    checkRequired(transition.requires, joinPath(path, "requires"), catalog, problems, report);
  });
  return problems;
}

type Report = (path: string, message: string, hint?: string) => void;

function checkState(state: unknown, name: string, problems: Problem[], report: Report): void {
  const path = joinPath("states", name);
  if (name === "" || name === "*") report(path, 'The name of a state must not be empty or "*".');
  if (!isObject(state)) return void report(path, "A state must be an object.");
  problems.push(...unknownKeys(state, STATE_KEYS, path));
  if (state.rank !== undefined && !Number.isFinite(state.rank))
    report(joinPath(path, "rank"), "The rank must be a finite number.");
  if (state.strategy !== undefined) problems.push(...problemsOfStrategy(state.strategy, joinPath(path, "strategy")));
  checkEffects(state.entry, joinPath(path, "entry"), problems, report);
  checkEffects(state.exit, joinPath(path, "exit"), problems, report);
}

function checkEffects(effects: unknown, path: string, problems: Problem[], report: Report): void {
  if (effects === undefined) return;
  if (!Array.isArray(effects)) return void report(path, "Effects must be an array.");
  effects.forEach((effect: unknown, index) => {
    const place = `${path}[${index}]`;
    if (!isObject(effect)) return void report(place, "An effect must be an object with a type.");
    problems.push(...unknownKeys(effect, EFFECT_KEYS, place));
    if (!isText(effect.type)) report(joinPath(place, "type"), "The effect needs a type.");
  });
}

function checkRequired(requires: unknown, path: string, catalog: Catalog, problems: Problem[], report: Report): void {
  if (requires === undefined) return;
  if (!isObject(requires)) return void report(path, "`requires` must be an object.");
  problems.push(...unknownKeys(requires, REQUIRED_KEYS, path));
  for (const key of REQUIRED_KEYS) {
    const names = requires[key];
    if (names !== undefined && !(Array.isArray(names) && names.every(isText)))
      report(joinPath(path, key), `\`${key}\` must be an array of names.`);
  }
  const { attributes } = requires;
  if (!Array.isArray(attributes)) return;
  for (const attribute of attributes.filter(isText)) {
    if (Object.hasOwn(catalog.attributes, attribute)) continue;
    const near = nearestName(attribute, Object.keys(catalog.attributes));
    report(joinPath(path, "attributes"), `The schema has no attribute ${JSON.stringify(attribute)}.`, didYouMean(near));
  }
}

function checkTrigger(transition: TransitionDefinition, path: string, catalog: Catalog, report: Report): void {
  const { on, manual, when, after } = transition;
  if (on === undefined && manual !== true && when === undefined && after === undefined)
    report(path, "Nothing can trigger this transition: add `on`, `manual`, `when` or `after`.");
  if (on !== undefined) {
    const types: readonly unknown[] = Array.isArray(on) ? on : [on];
    if (types.length === 0) report(joinPath(path, "on"), "`on` must name at least one type of interaction.");
    for (const type of types) {
      if (typeof type === "string" && Object.hasOwn(catalog.interactions, type)) continue;
      const near = typeof type === "string" ? nearestName(type, Object.keys(catalog.interactions)) : undefined;
      report(joinPath(path, "on"), `The schema has no interaction ${JSON.stringify(type)}.`, didYouMean(near));
    }
  }
  if (after !== undefined) {
    try {
      durationMilliseconds(after);
    } catch (error) {
      if (!isClienteleError(error)) throw error;
      report(joinPath(path, "after"), error.message);
    }
  }
}

function checkGuard(rule: Rule, path: string, ownKey: string, catalog: Catalog, report: Report): void {
  const parsed = safeParseRule(rule, { schema: catalog });
  if (!parsed.ok) {
    for (const problem of parsed.problems)
      report(problem.path === "" ? path : `${path}.${problem.path}`, problem.message, problem.hint);
  } else if (readsState(parsed.value, ownKey))
    report(path, `A lifecycle cannot read its own timeline ${ownKey}; use \`after\` to count from the entry of the stage.`);
}

/** Whether a rule reads a timeline, anywhere in its tree. */
function readsState(node: unknown, key: string): boolean {
  if (Array.isArray(node)) return node.some((part) => readsState(part, key));
  if (!isObject(node)) return false;
  if (node.kind === "state" && node.key === key) return true;
  return "of" in node && readsState(node.of, key);
}

function didYouMean(near: string | undefined): string | undefined {
  return near === undefined ? undefined : `Did you mean ${JSON.stringify(near)}?`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
