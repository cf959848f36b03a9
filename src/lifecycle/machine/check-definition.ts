import { isClienteleError, type Problem } from "../../kernel/index.js";
import { durationMilliseconds, joinPath, nearestName } from "../../kernel/internal.js";
import { type Catalog, type Rule, safeParseRule } from "../../rules/index.js";
import type { LifecycleDefinition, TransitionDefinition } from "./definition.js";

/** Everything that is wrong with a definition. Never throws, whatever it is given. */
export function problemsOfDefinition(definition: LifecycleDefinition, catalog: Catalog): Problem[] {
  const problems: Problem[] = [];
  const report = (path: string, message: string, hint?: string): void => {
    problems.push({ path, message, ...(hint !== undefined && { hint }) });
  };
  if (!isObject(definition)) {
    report("", "A lifecycle is an object with id, initial, states and transitions.");
    return problems;
  }
  if (!isText(definition.id)) report("id", "Give the lifecycle an identifier.");
  if (definition.version !== undefined && !(Number.isInteger(definition.version) && definition.version >= 1))
    report("version", "A version is a whole number from 1.");
  const states = isObject(definition.states) ? Object.keys(definition.states) : [];
  if (states.length === 0) report("states", "Give at least one state.");
  if (states.length > 255) report("states", "A lifecycle has at most 255 states.");
  for (const name of states) {
    const state: unknown = definition.states[name];
    if (name === "" || name === "*") report(joinPath("states", name), "Give the state a name that is not empty and not *.");
    if (!isObject(state)) report(joinPath("states", name), "Describe the state by an object.");
    else if (state.rank !== undefined && !Number.isFinite(state.rank))
      report(joinPath(joinPath("states", name), "rank"), "A rank is a finite number.");
  }
  const known = new Set(states);
  const checkState = (path: string, name: unknown): void => {
    if (typeof name === "string" && known.has(name)) return;
    const near = typeof name === "string" ? nearestName(name, known) : undefined;
    report(path, `There is no state ${JSON.stringify(name)}.`, near && `Did you mean ${JSON.stringify(near)}?`);
  };
  checkState("initial", definition.initial);
  if (!Array.isArray(definition.transitions)) {
    report("transitions", "Give a list of transitions.");
    return problems;
  }
  const ids = new Set<string>();
  definition.transitions.forEach((transition: TransitionDefinition, index) => {
    const path = `transitions[${index}]`;
    if (!isObject(transition)) return void report(path, "Describe the transition by an object.");
    const id = transition.id ?? `#${index}`;
    if (!isText(id) || ids.has(id)) report(joinPath(path, "id"), "Give every transition an identifier of its own.");
    ids.add(id);
    checkState(joinPath(path, "to"), transition.to);
    if (transition.from !== "*") {
      const from: readonly unknown[] = Array.isArray(transition.from) ? transition.from : [transition.from];
      if (from.length === 0) report(joinPath(path, "from"), "Name at least one state.");
      for (const name of from) {
        checkState(joinPath(path, "from"), name);
        if (typeof name === "string" && known.has(name) && definition.states[name]?.final === true)
          report(joinPath(path, "from"), `The state ${JSON.stringify(name)} is final: no way leads out of it.`);
      }
    }
    checkTrigger(transition, path, catalog, report);
    if (transition.priority !== undefined && !Number.isFinite(transition.priority))
      report(joinPath(path, "priority"), "A priority is a finite number.");
    if (transition.when !== undefined) {
      checkGuard(transition.when, joinPath(path, "when"), `stage:${definition.id}`, catalog, report);
    }
    for (const attribute of transition.requires?.attributes ?? []) {
      if (Object.hasOwn(catalog.attributes, attribute)) continue;
      const near = nearestName(attribute, Object.keys(catalog.attributes));
      report(
        joinPath(joinPath(path, "requires"), "attributes"),
        `The schema has no attribute ${JSON.stringify(attribute)}.`,
        near && `Did you mean ${JSON.stringify(near)}?`,
      );
    }
  });
  return problems;
}

type Report = (path: string, message: string, hint?: string) => void;

function checkTrigger(transition: TransitionDefinition, path: string, catalog: Catalog, report: Report): void {
  const { on, manual, when, after } = transition;
  if (on === undefined && manual !== true && when === undefined && after === undefined)
    report(path, "Nothing can set this transition off: give `on`, `manual`, `when` or `after`.");
  if (on !== undefined) {
    const types: readonly unknown[] = Array.isArray(on) ? on : [on];
    if (types.length === 0) report(joinPath(path, "on"), "Name at least one type of interaction.");
    for (const type of types) {
      if (typeof type === "string" && Object.hasOwn(catalog.interactions, type)) continue;
      const near = typeof type === "string" ? nearestName(type, Object.keys(catalog.interactions)) : undefined;
      report(
        joinPath(path, "on"),
        `The schema has no interaction ${JSON.stringify(type)}.`,
        near && `Did you mean ${JSON.stringify(near)}?`,
      );
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
    report(path, `A lifecycle does not read its own timeline ${ownKey}; \`after\` counts from the entry of the stage.`);
}

/** Whether a rule reads a timeline, anywhere in its tree. */
function readsState(node: unknown, key: string): boolean {
  if (Array.isArray(node)) return node.some((part) => readsState(part, key));
  if (!isObject(node)) return false;
  if (node.kind === "state" && node.key === key) return true;
  return "of" in node && readsState(node.of, key);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
