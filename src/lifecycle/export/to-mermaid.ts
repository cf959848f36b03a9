import { type Locale, localize } from "../../kernel/index.js";
import { aText, type OptionShape, requireOptions } from "../../kernel/internal.js";
import type { Lifecycle } from "../machine/definition.js";
import { leaves, machineOf, triggersOf } from "../machine/machine.js";
import { durationText } from "../ready/ready-stage.js";

/** Options of {@link lifecycleToMermaid}. */
export interface LifecycleToMermaidOptions {
  /** Language of the labels; defaults to English. */
  readonly locale?: Locale | undefined;
}

const OPTIONS: OptionShape<LifecycleToMermaidOptions> = { locale: aText };

/**
 * Translates a lifecycle into a Mermaid state diagram, for documents. Stages and transitions appear with their labels, and a
 * transition without a label with its trigger. Several transitions between the same two stages share an arrow.
 *
 * @returns the text of a `stateDiagram-v2`
 * @throws ClienteleError `undefined_lifecycle`, `invalid_option`
 * @see https://mermaid.js.org/syntax/stateDiagram.html
 * @example
 * lifecycleToMermaid(defineLifecycle({
 *   id: "trial", initial: "open", states: { open: {}, closed: { final: true } },
 *   transitions: [{ from: "open", to: "closed", after: { days: 14 } }],
 * })).split("\n").at(-2) // => "  s0 --> s1 : after 14 days"
 */
export function lifecycleToMermaid<State extends string>(
  lifecycle: Lifecycle<State>,
  options: LifecycleToMermaidOptions = {},
): string {
  const { locale = "en" } = requireOptions(options, OPTIONS);
  const { names, positions, lifecycle: defined } = machineOf(lifecycle);
  const node = (name: string): string => `s${positions.get(name)!}`;
  const lines = ["stateDiagram-v2"];
  for (const name of names) lines.push(`  state "${escape(localize(defined.states[name]!.label, { locale }))}" as ${node(name)}`);
  lines.push(`  [*] --> ${node(defined.initial)}`);
  for (const from of names) {
    const arrows = new Map<string, string[]>();
    for (const transition of defined.transitions) {
      if (!leaves(transition, from, defined)) continue;
      const words = transition.label === undefined ? trigger(transition, locale) : localize(transition.label, { locale });
      const texts = arrows.get(transition.to) ?? [];
      arrows.set(transition.to, texts);
      if (!texts.includes(words)) texts.push(words);
    }
    for (const [to, texts] of arrows) lines.push(`  ${node(from)} --> ${node(to)} : ${texts.map(escape).join(" / ")}`);
  }
  for (const name of names) if (defined.states[name]!.final === true) lines.push(`  ${node(name)} --> [*]`);
  return lines.join("\n");
}

function trigger(transition: Lifecycle["transitions"][number], locale: Locale): string {
  const types = triggersOf(transition);
  const parts: string[] = [];
  if (types.length > 0) parts.push(types.join(", "));
  if (transition.after !== undefined)
    parts.push(
      localize(
        { en: "after {length}", zh: "{length}后" },
        { locale, values: { length: localize(durationText(transition.after), { locale }) } },
      ),
    );
  if (transition.when !== undefined) parts.push(localize({ en: "when its guard holds", zh: "满足条件时" }, { locale }));
  return parts.join(" · ");
}

/** Replaces characters that Mermaid reads as syntax by entities. */
function escape(text: string): string {
  return text.replace(/[#;"<>:{}[\]\r\n]/g, (character) => (/\s/.test(character) ? " " : `#${character.codePointAt(0)!};`));
}
