import { readFileSync } from "node:fs";
import { evaluateRule } from "clientele/rules";
import { describe, expect, test } from "vitest";
import { AS_OF, calendars, schema } from "../../examples/questions/schema.js";
import { topics } from "../../examples/questions/topics.js";
import { questionPage, questionPagePath } from "../../scripts/question-page.js";

const questions = topics.flatMap((topic) => topic.questions);

describe("the questions of the guide", () => {
  test.each(questions.map((question) => [question.en, question] as const))("%s", (_title, { rule, selects, leavesOut }) => {
    expect(evaluateRule(rule, selects, { asOf: AS_OF, schema, calendars })).toBe(true);
    expect(evaluateRule(rule, leavesOut, { asOf: AS_OF, schema, calendars })).toBe(false);
  });

  test("are each asked once", () => {
    expect(new Set(questions.map(({ en }) => en)).size).toBe(questions.length);
    expect(new Set(questions.map(({ zh }) => zh)).size).toBe(questions.length);
  });

  test("are on the page as they are in the examples; `npm run docs:questions` writes it", () => {
    expect(readFileSync(questionPagePath, "utf8")).toBe(questionPage());
  });
});
