/**
 * A plain page, no framework, under a strict content-security policy: a rule is parsed, described, evaluated and explained in
 * the browser. Build it with `npx tsx examples/browser-page/build.ts`, and open the folder that it prints.
 */
import { describeRule, type ExplainedNode, explainRule, nextChangeAt, safeParseRule, standardCatalog } from "clientele/rules";
import { asOf, names, sampleSubject, stored } from "../rule-editor/data.js";

const element = <Type extends HTMLElement>(id: string): Type => document.getElementById(id) as Type;
const rule = element<HTMLTextAreaElement>("rule");
const locale = element<HTMLSelectElement>("locale");

/** Shows what the text in the box says of the customer, or what is wrong with it. */
function show(): void {
  const options = { locale: locale.value, names };
  let input: unknown;
  try {
    input = JSON.parse(rule.value);
  } catch (error) {
    tell({ problems: [String(error)] });
    return;
  }
  const parsed = safeParseRule(input, { schema: standardCatalog });
  if (!parsed.ok) {
    tell({
      problems: parsed.problems.map(({ path, message, hint }) => [path, message, hint].filter(Boolean).join(" · ")),
    });
    return;
  }
  const subject = sampleSubject();
  const { tree, sentence } = explainRule(parsed.value, subject, { asOf, schema: standardCatalog, ...options });
  const next = nextChangeAt(parsed.value, subject, { asOf, schema: standardCatalog });
  tell({
    words: describeRule(parsed.value, { schema: standardCatalog, ...options }),
    answer: next === null ? sentence : `${sentence} (${next.toISOString()})`,
    nodes: leavesOf(tree),
  });
}

interface Told {
  readonly words?: string;
  readonly answer?: string;
  readonly nodes?: readonly ExplainedNode[];
  readonly problems?: readonly string[];
}

function tell({ words = "", answer = "", nodes = [], problems = [] }: Told): void {
  element("words").textContent = words;
  element("answer").textContent = answer;
  element("tree").replaceChildren(...nodes.map(({ holds, sentence }) => listItem(sentence, holds)));
  element("problems").replaceChildren(...problems.map((problem) => listItem(problem, false)));
}

function listItem(text: string, holds: boolean): HTMLLIElement {
  const item = document.createElement("li");
  // As text, never as HTML: a rule may come from anybody.
  item.textContent = `${holds ? "✓" : "✗"} ${text}`;
  item.dataset["holds"] = String(holds);
  return item;
}

function leavesOf(node: ExplainedNode): ExplainedNode[] {
  return node.parts === undefined ? [node] : node.parts.flatMap(leavesOf);
}

rule.value = JSON.stringify(stored, null, 2);
rule.addEventListener("input", show);
locale.addEventListener("change", show);
show();
