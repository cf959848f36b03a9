import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  accountLifecycle,
  feedbackCaseLifecycle,
  type Lifecycle,
  loginAccountLifecycle,
  opportunityLifecycle,
  retailLifecycle,
  subscriptionLifecycle,
  ticketLifecycle,
  lifecycleToMermaid,
} from "clientele/lifecycle";
import { describe, expect, test } from "vitest";

const ready: readonly Lifecycle[] = [
  retailLifecycle(),
  subscriptionLifecycle(),
  accountLifecycle(),
  loginAccountLifecycle(),
  ticketLifecycle(),
  feedbackCaseLifecycle(),
  opportunityLifecycle(),
];
const page = readFileSync("docs/guides/ready-lifecycles.md", "utf8");
const drawings = [...page.matchAll(/```mermaid\n([\s\S]*?)\n```/g)].map((match) => match[1]);

describe.each(ready.map((lifecycle, index) => ({ id: lifecycle.id, lifecycle, index })))("the docs draw the lifecycle $id", ({
  id,
  lifecycle,
  index,
}) => {
  test("as the text of `lifecycleToMermaid` in English and Chinese, with every stage and its goal", () => {
    expect(drawings.slice(2 * index, 2 * index + 2)).toEqual([
      lifecycleToMermaid(lifecycle),
      lifecycleToMermaid(lifecycle, { locale: "zh" }),
    ]);
    for (const { label, strategy } of Object.values(lifecycle.states))
      expect(page).toContain(`| ${label.en} | ${label.zh} | ${strategy?.goal.en} | ${strategy?.goal.zh} |`);
  });

  test("as a picture of that text", () => {
    // After a change, run mmdc (@mermaid-js/mermaid-cli 11, neutral theme, no HTML labels) and put the new hash into the first line.
    const svg = readFileSync(`docs/assets/lifecycles/${id}.en.svg`, "utf8");
    expect(svg.split("\n")[0]).toContain(createHash("sha256").update(lifecycleToMermaid(lifecycle)).digest("hex"));
    for (const { label } of Object.values(lifecycle.states)) for (const word of label.en.split(" ")) expect(svg).toContain(word);
    expect(page).toContain(`../assets/lifecycles/${id}.en.svg`);
  });
});

test("the docs draw no other lifecycle", () => {
  expect(drawings).toHaveLength(2 * ready.length);
});
