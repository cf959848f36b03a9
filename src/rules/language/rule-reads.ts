import { compareCodePoints } from "../../kernel/index.js";
import type { Expression, Step, Test, WindowSpec } from "./expression.js";

/** What a rule looks at: which changes can touch its answer. */
export interface RuleReads {
  /** Paths of attributes. */
  readonly attributes: readonly string[];
  /** Types of interactions. */
  readonly interactions: readonly string[];
  /** Keys of timelines. */
  readonly states: readonly string[];
  /** Whether any interaction at all can matter (`knownFor` looks at the first). */
  readonly anyInteraction: boolean;
}

/** Collects what an expression looks at, each once, in code-point order. */
export function readsOf(expression: Expression): RuleReads {
  const attributes = new Set<string>();
  const interactions = new Set<string>();
  const states = new Set<string>();
  let anyInteraction = false;
  const readTest = (test: Test): void => {
    for (const key of ["value", "from", "to"] as const) {
      const operand: unknown = key in test ? test[key as never] : undefined;
      if (typeof operand === "object" && operand !== null && "attribute" in operand) attributes.add(operand.attribute as string);
    }
  };
  const readWindow = (window: WindowSpec | undefined): void => {
    if (window?.kind !== "within") return;
    if ("attribute" in window.of) attributes.add(window.of.attribute);
    else for (const type of "first" in window.of ? window.of.first : window.of.last) interactions.add(type);
  };
  const readSteps = (steps: readonly Step[]): void => {
    for (const type of steps.flatMap((step) => step.types)) interactions.add(type);
  };
  const visit = (node: Expression): void => {
    switch (node.kind) {
      case "all":
      case "any":
      case "atLeast":
        node.of.forEach(visit);
        break;
      case "not":
        visit(node.of);
        break;
      case "attribute":
        attributes.add(node.path);
        readTest(node.test);
        break;
      case "metric":
        for (const type of node.metric.types ?? []) interactions.add(type);
        if (node.metric.measure === "knownFor") {
          anyInteraction = true;
          attributes.add("createdAt");
        }
        readWindow(node.metric.window);
        readTest(node.test);
        break;
      case "sequence":
        readSteps(node.steps);
        readWindow(node.window);
        break;
      case "absence":
        readSteps([node.first, node.missing]);
        readWindow(node.window);
        break;
      case "state":
        states.add(node.key);
        break;
    }
  };
  visit(expression);
  const sorted = (set: Set<string>): string[] => [...set].sort(compareCodePoints);
  return { attributes: sorted(attributes), interactions: sorted(interactions), states: sorted(states), anyInteraction };
}
